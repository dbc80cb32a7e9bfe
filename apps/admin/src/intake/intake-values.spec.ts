import { describe, expect, it } from '@jest/globals';
import type { Intake, IntakeContent } from '../api/intake';
import { contentOf, motionKeys, needingReferral, placeErrors, valuesOf } from './intake-values';
import { noteContent, noteValues, plannedValues } from './note-values';

const FULL: IntakeContent = {
  why: 'Headaches',
  recommendedBy: { name: 'Dr. Example', organization: 'Example Family Practice' },
  areas: [{ code: 'neck' }, { code: 'shoulder', side: 'left' }],
  onset: { date: '2026-10-01', how: 'slowly', why: 'a new chair' },
  course: 'chronic',
  worse: 'sitting',
  tried: 'heat',
  goals: 'sleep',
  pressure: 'light',
  pain: 0,
  rangeOfMotion: [{ area: { code: 'shoulder', side: 'left' }, percent: 0 }],
  conditions: ['migraine'],
  consent: false,
};

describe('an intake in its form', () => {
  it('comes out as it went in, zero and no included', () => {
    expect(contentOf(valuesOf(FULL))).toEqual(FULL);
    expect(Object.values(contentOf(valuesOf())).every((said) => said === undefined)).toBe(true);
  });

  it('sends what makes no sense for the server to refuse, at its field', () => {
    const odd = contentOf({ ...valuesOf(), recommenderOrganization: 'Clinic', motion: { neck: 'half' } });
    expect(odd.recommendedBy).toEqual({ name: '', organization: 'Clinic' });
    expect(odd.rangeOfMotion).toEqual([{ area: { code: 'neck' }, percent: NaN }]);
  });

  it('has a place for every field error', () => {
    const values = { ...valuesOf(FULL), motion: { neck: '', 'shoulder:left': '140' } };
    const errors = [
      ['/recommendedBy/name', 'recommenderName'],
      ['/onset/date', 'onsetDate'],
      ['/onset', 'onsetHow'],
      ['/areas/1', 'areas'],
      ['/conditions/0', 'conditions'],
      ['/rangeOfMotion/0/percent', 'motion:shoulder:left'],
      ['/pain', 'pain'],
    ] as const;
    const given = errors.map(([pointer]) => ({ pointer, code: 'x', detail: pointer }));
    const { byField, all } = placeErrors(given, values, ({ detail }) => detail);
    expect([byField, all]).toEqual([Object.fromEntries(errors.map(([pointer, field]) => [field, pointer])), true]);
    expect(placeErrors([{ pointer: '/referralId', code: 'x', detail: 'x' }], values, () => '').all).toBe(false);
    expect(placeErrors([], values, () => '').all).toBe(false);
  });

  it('asks about the motion of the chosen areas, and keeps what was said of others', () => {
    expect(motionKeys([{ code: 'neck' }, { code: 'hip', side: 'both' }], { knee: '50', jaw: '', neck: '10' })).toEqual([
      'neck',
      'hip:both',
      'knee',
    ]);
  });

  it('knows which conditions demand a referral', () => {
    const conditions = [
      { code: 'whiplash', requiresReferral: true },
      { code: 'migraine', requiresReferral: false },
    ];
    const intakes = [{ conditions: ['migraine'] }, { conditions: ['whiplash'] }, {}] as Intake[];
    expect(needingReferral(intakes, conditions).map(({ code }) => code)).toEqual(['whiplash']);
    expect(needingReferral(intakes.slice(0, 1), conditions)).toEqual([]);
  });
});

describe('a session note in its form', () => {
  it('begins with the plan, and with nothing that nobody has said', () => {
    const planned = plannedValues({ areas: [{ code: 'neck' }], techniques: ['swedish'], notes: 'gently' });
    expect(planned).toMatchObject({ areas: [{ code: 'neck' }], techniques: ['swedish'], wasPainful: '', painAfter: '', notes: '' });
  });

  it('comes out as it went in; what was painful only when something was', () => {
    const note = { areas: [], techniques: [], wasPainful: true, painfulHow: 'elbow', painBefore: 0, painAfter: 10, notes: 'x' };
    expect(noteContent(noteValues(note))).toEqual(note);
    expect(noteContent({ ...noteValues(note), wasPainful: 'no' })).toMatchObject({ wasPainful: false, painfulHow: undefined });
  });
});
