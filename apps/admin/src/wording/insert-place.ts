/** A field's text with a mark where the cursor is, in place of what is selected; and where the cursor is then. */
export function insertAt(text: string, mark: string, start: number, end: number, most: number): { text: string; cursor: number } {
  const longer = text.slice(0, start) + mark + text.slice(end);
  return longer.length > most ? { text, cursor: end } : { text: longer, cursor: start + mark.length };
}
