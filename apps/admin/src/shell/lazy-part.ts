import { lazy, type ReactNode } from 'react';

/** Time for what is seen first: the session, the names, the day. */
const FIRST_MS = 1200;
const RETRY_MS = [500, 1500, 4000];

/** Loads the parts of a screen that are not seen at once, soon after it: opening one then never waits for the network. */
export function lazyPart<P>(load: () => Promise<(props: P) => ReactNode>) {
  setTimeout(() => void load().catch(() => undefined), FIRST_MS);
  return lazy(async () => ({ default: await stubborn(load) }));
}

/** A part that fails to load once would stay broken until the page is loaded again: try a few times. */
async function stubborn<T>(load: () => Promise<T>): Promise<T> {
  for (const delay of RETRY_MS) {
    try {
      return await load();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
  }
  return load();
}
