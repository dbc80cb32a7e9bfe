/** A list whose members are found by key. Two with one key stop the start: one of them would never be used. */
export interface Registry<T> {
  readonly all: readonly T[];
  get(key: string): T | undefined;
}

export function registryOf<T>(what: string, all: readonly T[], keyOf: (one: T) => string): Registry<T> {
  const byKey = new Map<string, T>();
  for (const one of all) {
    const key = keyOf(one);
    if (byKey.has(key)) throw new Error(`two of the list of ${what}s are called "${key}": rename one`);
    byKey.set(key, one);
  }
  return { all, get: (key) => byKey.get(key) };
}
