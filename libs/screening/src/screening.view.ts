import { formatInstant } from '#kernel';
import type { Visit } from '#scheduling';
import type { ScreeningRule } from './rules/rule.js';
import type { ClearanceView } from './clearances/clearance.dto.js';
import type { DetailFieldView, FindingView, QuestionView, ScreeningView } from './screening.dto.js';
import type { Clearance, Finding, Judgement } from './screening.types.js';
import type { ScreeningFacts } from './verdict.rules.js';

export function screeningView(
  patientId: string,
  facts: ScreeningFacts,
  judgement: Judgement,
  zone: string,
  affected: readonly Visit[],
  zoneOf: (locationId: string) => string,
): ScreeningView {
  const { screening } = facts;
  const given = Object.entries(screening?.answers ?? {});
  return {
    patientId,
    version: screening?.version ?? 0,
    verdict: judgement.verdict,
    findings: judgement.findings.map(findingView),
    unanswered: judgement.unanswered,
    answers: Object.fromEntries(given.map(([key, one]) => [key, one.answer])),
    details: Object.fromEntries(given.flatMap(([key, one]) => (one.details ? [[key, one.details]] : []))),
    answeredAt: screening && formatInstant(screening.answeredAt, zone),
    validUntil: screening?.validUntil,
    affectedVisits: affected.map((visit) => ({
      id: visit.id,
      start: formatInstant(visit.start, zoneOf(visit.locationId)),
      status: visit.status,
    })),
  };
}

export function findingView(finding: Finding): FindingView {
  return {
    key: finding.key,
    verdict: finding.verdict,
    because: finding.because,
    areas: finding.areas && [...finding.areas],
    techniques: finding.techniques && [...finding.techniques],
    offRegardless: finding.offRegardless && [...finding.offRegardless],
    clearanceFrom: finding.clearanceFrom,
    until: finding.until,
    clearedBy: finding.clearedBy,
  };
}

export function questionView(rule: ScreeningRule): QuestionView {
  return {
    key: rule.key,
    version: rule.version,
    text: rule.question.en,
    textEs: rule.question.es,
    answers: ['yes', 'no'],
    details: rule.details.length > 0 ? rule.details.map(detailView) : undefined,
  };
}

export function detailView(field: ScreeningRule['details'][number]): DetailFieldView {
  const { name, text, kind } = field;
  if (field.kind === 'date') return { name, text, kind, when: field.when };
  return field.kind === 'choice' ? { name, text, kind, choices: field.choices.map((choice) => ({ ...choice })) } : { name, text, kind };
}

export function clearanceView(clearance: Clearance, zone: string): ClearanceView {
  const { name, role, practitionerId } = clearance.by;
  return {
    id: clearance.id,
    version: clearance.version,
    patientId: clearance.patientId,
    given: clearance.given,
    by: { name, role, practitionerId },
    scope: clearance.scope,
    keys: clearance.keys,
    note: clearance.note,
    validFrom: clearance.validFrom,
    validUntil: clearance.validUntil,
    createdAt: formatInstant(clearance.createdAt, zone),
    revokedAt: clearance.revokedAt === undefined ? undefined : formatInstant(clearance.revokedAt, zone),
  };
}
