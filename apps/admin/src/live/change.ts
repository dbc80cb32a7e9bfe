/** One row of the change feed: what changed, never what it says. */
export interface Change {
  kind: string;
  subject: string;
  id: string;
  version: number;
}
