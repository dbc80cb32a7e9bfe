/** The lines of a calendar file, those that were folded in one again. */
export function linesOf(text: string): string[] {
  return text
    .replace(/\r\n[ \t]/g, '')
    .split('\r\n')
    .filter(Boolean);
}
