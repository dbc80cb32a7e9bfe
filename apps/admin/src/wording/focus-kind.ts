/** The heading of what is worded. */
export const KIND_HEADING = 'worded-kind';

/** From there the next Tab goes on: for a button that goes away with what it did, and for what was chosen in a list. */
export const focusKind = (): void => document.getElementById(KIND_HEADING)?.focus();
