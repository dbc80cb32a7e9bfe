import type { JobQueue } from '#platform';

/** What would cost messages their time later, said while somebody looks at the start. It goes on all the same. */
export async function warnOfQueue(queue: JobQueue): Promise<void> {
  for (const problem of await queue.problems()) process.stderr.write(`Warning: ${problem}\n`);
}
