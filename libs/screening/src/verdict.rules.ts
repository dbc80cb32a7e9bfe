import type { LocalDate } from '#kernel';
import type { AreaRef } from '#scheduling';
import { VERDICTS, type ScreeningRule, type ScreeningVerdict } from './rules/rule.js';
import type { Clearance, ClearanceScope, Finding, Judgement, Screening } from './screening.types.js';

/** What is known of one patient, and the questions that the clinic asks. */
export interface ScreeningFacts {
  rules: readonly ScreeningRule[];
  screening?: Screening;
  clearances: readonly Clearance[];
  /** Codes of the conditions of the patient's intakes. */
  conditions: readonly string[];
}

/** What stands against a massage on a local date. `today` decides whether the answers are still fresh. */
export function judgeScreening(facts: ScreeningFacts, on: LocalDate, today: LocalDate): Judgement {
  const { rules, screening } = facts;
  const isFresh = screening !== undefined && today <= screening.validUntil;
  const unanswered = rules.filter((rule) => !isFresh || screening.answers[rule.key] === undefined).map((rule) => rule.key);
  const findings = isFresh ? findingsOf(facts, screening, on) : [];
  const worst = worstOf(findings.map((finding) => finding.verdict));
  return { verdict: unanswered.length > 0 && worst === 'clear' ? 'unanswered' : worst, findings, unanswered };
}

export function worstOf(verdicts: readonly ScreeningVerdict[]): ScreeningVerdict {
  return VERDICTS[Math.max(0, ...verdicts.map((verdict) => VERDICTS.indexOf(verdict)))]!;
}

function findingsOf(facts: ScreeningFacts, screening: Screening, on: LocalDate): Finding[] {
  return facts.rules.flatMap((rule): Finding[] => {
    const given = screening.answers[rule.key];
    if (given?.answer !== 'yes') return [];
    const found = rule.judge(given.details ?? {}, on);
    if (!found) return [];
    const finding: Finding = { key: rule.key, ...found };
    if (finding.verdict !== 'needs-clearance') return [finding];
    const clearances = standing(facts.clearances.filter((one) => speaksOf(one, rule.key, given.changedAt, on)));
    return [clearances.length > 0 ? cleared(finding, clearances) : finding];
  });
}

/**
 * A go-ahead counts on its dates, for the questions it was asked about, and not for an answer that changed since. A "no" that was
 * said while nothing was asked, because the answers were out of date, is about all of them.
 */
function speaksOf(clearance: Clearance, key: string, changedAt: number, on: LocalDate): boolean {
  if (clearance.revokedAt !== undefined) return false;
  if (on < clearance.validFrom || on > clearance.validUntil) return false;
  const isAboutAll = !clearance.given && clearance.keys.length === 0;
  return (isAboutAll || clearance.keys.includes(key)) && clearance.asOf >= changedAt;
}

/** A later "no" takes every earlier "yes" back, whatever part of it it was about: somebody has to ask again. */
function standing(words: readonly Clearance[]): Clearance[] {
  const lastNo = Math.max(-Infinity, ...words.filter((one) => !one.given).map((one) => one.createdAt));
  return words.filter((one) => one.given && one.createdAt > lastNo);
}

function cleared(finding: Finding, clearances: readonly Clearance[]): Finding {
  const isWhole = clearances.some(({ scope }) => !scope.areas?.length && !scope.techniques?.length);
  const clearedBy = clearances.map(({ id, validUntil, scope }) => ({ id, validUntil, scope }));
  return { ...finding, verdict: isWhole ? 'clear' : 'limited', areas: undefined, clearedBy };
}

/** What the findings say of one massage: its code in `api.md` §5, with the part of the plan at fault. */
export interface Objection {
  code: 'screening-required' | 'clearance-required' | 'do-not-treat' | 'area-not-allowed' | 'technique-not-allowed';
  /** Without the plan's area or technique the massage would be possible. */
  pointer?: string;
  finding?: Finding;
}

/**
 * Every objection to a massage with this plan. A plan that is silent about areas touches none that is off: the therapist
 * sees the limits. A go-ahead or a refusal that is about some areas only needs to know them.
 */
export function objectionsTo(judgement: Judgement, plan: { areas?: readonly AreaRef[]; techniques?: readonly string[] }): Objection[] {
  const areas = plan.areas ?? [];
  const techniques = plan.techniques ?? [];
  const objections: Objection[] = judgement.unanswered.length > 0 ? [{ code: 'screening-required' }] : [];
  for (const finding of judgement.findings) {
    objections.push(...areaObjections(finding, touchedAreas(finding.offRegardless ?? [], areas)));
    if (!finding.clearedBy) objections.push(...objectionsOf(finding, areas, techniques));
    else if (!finding.clearedBy.some(({ scope }) => isInside(scope, areas, techniques)))
      objections.push({ code: 'clearance-required', finding });
  }
  return objections;
}

function objectionsOf(finding: Finding, areas: readonly AreaRef[], techniques: readonly string[]): Objection[] {
  if (finding.verdict === 'clear') return [];
  const touched = touchedAreas(finding.areas ?? [], areas);
  const isLocal = (finding.areas?.length ?? 0) > 0;
  // A region that is off leaves the others free, once the plan says which they are.
  const spares = isLocal && areas.length > 0 && touched.length === 0;
  if (finding.verdict === 'limited' || (finding.verdict === 'do-not-treat' && isLocal && areas.length > 0)) {
    return [
      ...areaObjections(finding, touched),
      ...techniqueObjections(finding, techniques, (code) => !(finding.techniques ?? []).includes(code)),
    ];
  }
  if (spares) return techniqueObjections(finding, techniques, (code) => !(finding.techniques ?? []).includes(code));
  return [{ code: finding.verdict === 'do-not-treat' ? 'do-not-treat' : 'clearance-required', finding }];
}

/** A go-ahead for some areas or techniques: the rest still needs one. */
function isInside(scope: ClearanceScope, areas: readonly AreaRef[], techniques: readonly string[]): boolean {
  const allowed = scope.areas ?? [];
  const hasAreas = allowed.length === 0 || (areas.length > 0 && areas.every((area) => allowed.some((one) => coversArea(one, area))));
  const only = scope.techniques ?? [];
  return hasAreas && (only.length === 0 || (techniques.length > 0 && techniques.every((code) => only.includes(code))));
}

function areaObjections(finding: Finding, touched: readonly number[]): Objection[] {
  return touched.map((at) => ({ code: 'area-not-allowed', pointer: `/plan/areas/${at}`, finding }));
}

function techniqueObjections(finding: Finding, techniques: readonly string[], isAllowed: (code: string) => boolean): Objection[] {
  return techniques.flatMap((code, at): Objection[] =>
    isAllowed(code) ? [] : [{ code: 'technique-not-allowed', pointer: `/plan/techniques/${at}`, finding }],
  );
}

function touchedAreas(off: readonly AreaRef[], planned: readonly AreaRef[]): number[] {
  return planned.flatMap((area, at) => (off.some((one) => meets(one, area)) ? [at] : []));
}

/** The same region; without a side it is both. */
function meets(a: AreaRef, b: AreaRef): boolean {
  return a.code === b.code && (isBoth(a) || isBoth(b) || a.side === b.side);
}

function coversArea(allowed: AreaRef, wanted: AreaRef): boolean {
  return allowed.code === wanted.code && (isBoth(allowed) || allowed.side === wanted.side);
}

function isBoth(area: AreaRef): boolean {
  return area.side === undefined || area.side === 'both';
}
