let last: string | undefined;

/** Notes whom this page has shown things to. */
export function noteUser(id: string): void {
  last = id;
}

/** Whether what the page still has in memory is another person's. */
export const isSomebodyElse = (id: string): boolean => last !== undefined && last !== id;
