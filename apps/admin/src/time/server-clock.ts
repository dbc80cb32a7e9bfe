/** A desk's computer may be minutes off: "now" on the board is the server's, taken from its `Date` headers. */
let skewMs = 0;

export function noteServerTime(header: string | null, receivedAt = Date.now()): void {
  const sent = header ? Date.parse(header) : NaN;
  if (Number.isNaN(sent)) return;
  const skew = sent - receivedAt;
  // The header has whole seconds and some travel time: below two seconds the two clocks agree.
  skewMs = Math.abs(skew) < 2000 ? 0 : skew;
}

/** Epoch milliseconds by the server's clock. */
export function serverNow(): number {
  return Date.now() + skewMs;
}
