import type { SendDecision } from '../sending/decide.rules.js';

/** What would become of a message; one whose channel is paused waits until somebody lets that go on. */
export type Outlook = SendDecision | { kind: 'hold'; reason: 'paused'; until?: undefined };

export interface Forecast {
  /** Through what it would go. */
  channel: string;
  decision: Outlook;
}

export interface ForecastCount {
  channel: string;
  decision: Outlook['kind'];
  reason?: string;
  count: number;
}

/** What breaks the rule that sends is not sent, but set aside. */
export const UNREADABLE: SendDecision = { kind: 'skip', reason: 'poison' };

/** A message is decided about when it is due, one that is late at once. */
export function decidedAt(now: number, dueAt: number): number {
  return Math.max(now, dueAt);
}

/** What would not be sent anyway is not held up. */
export function whilePaused(decision: SendDecision, isPaused: boolean): Outlook {
  return isPaused && decision.kind !== 'skip' ? { kind: 'hold', reason: 'paused' } : decision;
}

export function reasonOf(decision: Outlook): string | undefined {
  return decision.kind === 'send' ? undefined : decision.reason;
}

/** How many of each fate, by channel; what goes out first, then by how many. */
export function countForecasts(forecasts: readonly Forecast[]): ForecastCount[] {
  const counts = new Map<string, ForecastCount>();
  for (const { channel, decision } of forecasts) {
    const reason = reasonOf(decision);
    const key = `${channel}|${decision.kind}|${reason ?? ''}`;
    const known = counts.get(key);
    if (known) known.count++;
    else counts.set(key, { channel, decision: decision.kind, reason, count: 1 });
  }
  const rank = { send: 0, hold: 1, skip: 2 };
  return [...counts.values()].sort(
    (a, b) =>
      rank[a.decision] - rank[b.decision] ||
      b.count - a.count ||
      `${a.channel}${a.reason ?? ''}`.localeCompare(`${b.channel}${b.reason ?? ''}`),
  );
}
