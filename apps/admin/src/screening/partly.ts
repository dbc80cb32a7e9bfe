import type { ClearanceRequest, Finding, Scope } from '../api/screening';
import type { AreaRef } from '../api/types';

/** What of a plan go-aheads allow so far, and what still waits for one. */
export interface Partly {
  allowed: Scope;
  notYet: Scope;
}

const isBoth = ({ side }: AreaRef): boolean => side === undefined || side === 'both';
const covers = (allowed: AreaRef, wanted: AreaRef): boolean =>
  allowed.code === wanted.code && (isBoth(allowed) || allowed.side === wanted.side);

const allowsArea = ({ areas = [] }: Scope, area: AreaRef): boolean => areas.length === 0 || areas.some((one) => covers(one, area));
const allowsTechnique = ({ techniques = [] }: Scope, code: string): boolean => techniques.length === 0 || techniques.includes(code);

/** Every question that asks for a clearance has to allow it. */
export function partlyOf({ visit, findings }: Pick<ClearanceRequest, 'visit' | 'findings'>): Partly {
  const asking = findings.filter((finding) => finding.verdict === 'needs-clearance' || finding.clearedBy);
  const scopesOf = ({ clearedBy = [] }: Finding): Scope[] => clearedBy.map(({ scope }) => scope);
  const everywhere = (allows: (scope: Scope) => boolean) => asking.every((finding) => scopesOf(finding).some(allows));
  const [areas, otherAreas] = split(visit.areas ?? [], (area) => everywhere((scope) => allowsArea(scope, area)));
  const [techniques, otherTechniques] = split(visit.techniques ?? [], (code) => everywhere((scope) => allowsTechnique(scope, code)));
  return { allowed: { areas, techniques }, notYet: { areas: otherAreas, techniques: otherTechniques } };
}

function split<T>(all: readonly T[], isIn: (one: T) => boolean): [T[], T[]] {
  return [all.filter(isIn), all.filter((one) => !isIn(one))];
}
