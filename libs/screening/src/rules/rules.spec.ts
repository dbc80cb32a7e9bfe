import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { addDays, dateOfDayNumber, dayNumberOf, eachDate, parseLocalDate, type LocalDate } from '#kernel';
import { RULES, ruleOf, rulesByKey } from './index.js';
import { VERDICTS, type DetailField, type Details, type RuleFinding, type ScreeningRule } from './rule.js';
import { renderRule, renderRuleIndex } from './rules.docs.js';

const DEMO = parse(readFileSync(new URL('../../../clinic/demo/cedar-spine-rehab.yaml', import.meta.url), 'utf8')) as {
  areas: Record<string, string>;
  techniques: Record<string, unknown>;
};
const AREAS = Object.keys(DEMO.areas);
const TECHNIQUES = Object.keys(DEMO.techniques);

const rankOf = (finding: RuleFinding | undefined): number => VERDICTS.indexOf(finding?.verdict ?? 'clear');
const without = (details: Details, name: string): Details =>
  Object.fromEntries(Object.entries(details).filter(([other]) => other !== name));

/** What a patient may tell, what may be left out, and what no form would send. */
function detailArbitrary(field: DetailField, on: LocalDate): fc.Arbitrary<Details[string]> {
  const side = fc.constantFrom(undefined, 'left' as const, 'right' as const, 'both' as const);
  switch (field.kind) {
    case 'date':
      return fc.oneof(
        fc.integer({ min: -120, max: 120 }).map((days) => addDays(on, days)),
        fc.constantFrom(undefined, 'yesterday', '2026-02-30'),
      );
    case 'areas':
      return fc.option(fc.array(fc.record({ code: fc.constantFrom(...AREAS), side }), { maxLength: 3 }), { nil: undefined });
    case 'choice':
      return fc.constantFrom(undefined, 'no-such-choice', ...field.choices.map(({ code }) => code));
  }
}

function caseArbitrary(rule: ScreeningRule): fc.Arbitrary<{ on: LocalDate; details: Details }> {
  const first = dayNumberOf('2001-01-01');
  const last = dayNumberOf('2099-01-01');
  return fc
    .integer({ min: first, max: last })
    .map(dateOfDayNumber)
    .chain((on) =>
      fc
        .record(Object.fromEntries(rule.details.map((field) => [field.name, detailArbitrary(field, on)])))
        .map((details) => ({ on, details })),
    );
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}

/** Every combination of the values that a rule's examples give to its details, each also left out. */
function combinationsOf(rule: ScreeningRule): Details[] {
  return rule.details.reduce<Details[]>(
    (sofar, { name }) => {
      const values = [undefined, ...rule.examples.map((example) => example.details?.[name])];
      return sofar.flatMap((details) => [...new Set(values)].map((value) => ({ ...details, [name]: value })));
    },
    [{}],
  );
}

describe('the list of rules', () => {
  it('asks these questions in this order', () => {
    expect(RULES.map((rule) => rule.key)).toEqual([
      'blood-thinners',
      'weak-skin',
      'implanted-device',
      'blood-clots',
      'osteoporosis',
      'tumour',
      'surgery',
      'recent-hospital-visit',
      'inflamed-strain',
      'pregnancy',
      'infection',
      'skin-lesion',
      'recent-fracture',
    ]);
  });

  it('finds a rule by its key', () => {
    for (const rule of RULES) expect(ruleOf(rule.key)).toBe(rule);
    expect(ruleOf('no-such-rule')).toBeUndefined();
  });

  it('refuses two rules of one key', () => {
    expect(() => rulesByKey([RULES[0]!, { ...RULES[1]!, key: RULES[0]!.key }])).toThrow('two screening rules are called "blood-thinners"');
  });
});

describe.each(RULES.map((rule) => [rule.key, rule] as const))('%s', (key, rule) => {
  it.each(rule.examples.map((example) => [example.name, example] as const))('%s', (_name, { details = {}, on, finding }) => {
    // The sentence may be worded anew without a new example; everything that decides is exact.
    const found = rule.judge(details, on);
    expect(found && { ...found, because: undefined }).toEqual(finding);
  });

  it('is written as the others are', () => {
    expect(key).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(rule.version).toBeGreaterThanOrEqual(1);
    expect(rule.question.en).toMatch(/^[A-Z].*\?$/);
    expect(rule.question.es).toMatch(/^¿.*\?$/);
    expect(rule.askAgainMonths.yes).toBeGreaterThanOrEqual(1);
    expect(rule.askAgainMonths.no).toBeGreaterThanOrEqual(rule.askAgainMonths.yes);
    const sentences = rule.rationale.split(/(?<=[.?!]) /);
    expect(sentences.length).toBeGreaterThanOrEqual(2);
    expect(sentences.length).toBeLessThanOrEqual(5);
    expect(rule.sources.length).toBeGreaterThanOrEqual(2);
    for (const { url } of rule.sources) expect(url ?? 'https://').toMatch(/^https?:\/\//);
  });

  it('has details and examples that agree', () => {
    const fields = new Map(rule.details.map((field) => [field.name, field]));
    expect(fields.size).toBe(rule.details.length);
    expect(rule.examples.length).toBeGreaterThanOrEqual(3);
    expect(new Set(rule.examples.map((example) => example.name)).size).toBe(rule.examples.length);
    for (const { details = {}, on } of rule.examples) {
      expect(parseLocalDate(on)).toBe(on);
      for (const [name, value] of Object.entries(details)) {
        const field = fields.get(name);
        if (field?.kind === 'date') expect(parseLocalDate(String(value))).toBe(value);
        else if (field?.kind === 'choice') expect(field.choices.map(({ code }) => code)).toContain(value);
        else expect([name, field?.kind]).toEqual([name, 'areas']);
      }
    }
    expect(rule.examples.some((example) => example.details === undefined)).toBe(true);
  });

  it('names areas and techniques that clinics have, and somebody who can lift what can be lifted', () => {
    for (const details of combinationsOf(rule)) {
      for (const { on } of rule.examples) {
        const found = rule.judge(details, on);
        for (const { code } of [...(found?.areas ?? []), ...(found?.offRegardless ?? [])]) expect(AREAS).toContain(code);
        for (const code of found?.techniques ?? []) expect(TECHNIQUES).toContain(code);
        if (found) expect(found.because).toMatch(/^[A-Z].*\.$/);
        expect(found?.clearanceFrom !== undefined).toBe(found?.verdict === 'needs-clearance');
        if (found?.verdict === 'limited') expect([...(found.areas ?? []), ...(found.techniques ?? [])]).not.toHaveLength(0);
      }
    }
  });

  it('is never milder when a detail is missing, in all combinations of its examples', () => {
    for (const details of combinationsOf(rule)) {
      for (const { on } of rule.examples) {
        for (const { name } of rule.details) {
          expect(rankOf(rule.judge(without(details, name), on))).toBeGreaterThanOrEqual(rankOf(rule.judge(details, on)));
        }
      }
    }
  });

  it('never throws, is pure, is never milder without a detail, and ends on the day it says', () => {
    fc.assert(
      fc.property(caseArbitrary(rule), ({ on, details }) => {
        deepFreeze(details);
        const found = rule.judge(details, on);
        expect(rule.judge(structuredClone(details), on)).toEqual(found);
        for (const { name } of rule.details) {
          expect(rankOf(rule.judge(without(details, name), on))).toBeGreaterThanOrEqual(rankOf(found));
        }
        if (found?.until === undefined) return;
        expect(found.until > on).toBe(true);
        for (const day of eachDate(on, addDays(found.until, -1))) expect(rule.judge(details, day)).toEqual(found);
        expect(rule.judge(details, found.until)).not.toEqual(found);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the documents', () => {
  it.each(RULES.map((rule) => [rule.key, rule] as const))('of %s say what is asked, decided and why', (_key, rule) => {
    const text = renderRule(rule);
    for (const part of [rule.question.en, rule.question.es, rule.rationale, `version ${rule.version}`, 'not medical advice']) {
      expect(text).toContain(part);
    }
    for (const { name } of rule.details) expect(text).toContain(`- \`${name}\` (`);
    for (const { title } of rule.sources) expect(text).toContain(title);
    const rows = text.split('\n').filter((line) => /^\| .* \| \d{4}-\d\d-\d\d \| /.test(line));
    expect(rows).toHaveLength(rule.examples.length);
    for (const row of rows) expect(row.split(' | ')).toHaveLength(7);
    expect(text).not.toMatch(/undefined|\[object/);
  });

  it('of all rules link each of them', () => {
    const index = renderRuleIndex(RULES);
    for (const rule of RULES) expect(index).toContain(`](${rule.key}.md) | ${rule.question.en} |`);
    expect(index).toContain('must review');
  });

  it('show a limited finding with its areas and techniques, and what a go-ahead does not open', () => {
    expect(renderRule(ruleOf('pregnancy')!)).toContain('| limited | knee, calf, foot, deep-tissue, trigger-point | – | – |');
    expect(renderRule(ruleOf('surgery')!)).toContain('| needs-clearance | right knee (even with a go-ahead) | surgeon | 2026-11-12 |');
    expect(renderRule(ruleOf('blood-clots')!)).toContain('| do-not-treat | everything | – | – |');
  });
});
