export interface Merged<F extends string> {
  values: Record<F, string>;
  /** Changed by the other only: taken over. */
  taken: F[];
  /** Changed by both, differently: what was typed stays. */
  disputed: F[];
}

const same = (one: string, other: string): boolean => one.trim() === other.trim();

/** What a form shows after somebody else saved: `mine` began as `before`, theirs is `now`. */
export function mergeFields<F extends string>(before: Record<F, string>, mine: Record<F, string>, now: Record<F, string>): Merged<F> {
  const merged: Merged<F> = { values: { ...mine }, taken: [], disputed: [] };
  for (const field of Object.keys(now) as F[]) {
    const changed = !same(before[field], now[field]);
    if (same(mine[field], before[field])) {
      merged.values[field] = now[field];
      if (changed) merged.taken.push(field);
    } else if (changed && !same(mine[field], now[field])) {
      merged.disputed.push(field);
    }
  }
  return merged;
}
