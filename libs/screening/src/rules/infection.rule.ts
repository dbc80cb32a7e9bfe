import { addDays } from '#kernel';
import { dateIn } from './details.js';
import type { ScreeningRule } from './rule.js';
import { WERNER, WERNER_CHARTS } from './sources.js';

const WELL_DAYS = 5;

export const infection: ScreeningRule = {
  key: 'infection',
  version: 1,
  question: {
    en: 'Do you have a fever or an infection, or did you have one in the last week?',
    es: '¿Tiene fiebre o una infección, o la ha tenido en la última semana?',
  },
  details: [
    {
      name: 'lastDay',
      kind: 'date',
      when: 'past',
      text: 'If it is over: last day with fever or other signs, or of medicine against it',
    },
  ],
  askAgainMonths: { yes: 1, no: 6 },
  rationale:
    'A fever shows that the body fights an infection: massage is an extra load, and therapist and the next patients can catch it. ' +
    'People can still pass on a respiratory virus for some days after they feel well; public-health guidance asks for precautions for five days, which a massage cannot keep. ' +
    'Without a last day it is not over.',
  sources: [
    { title: 'Centers for Disease Control and Prevention (CDC): Preventing Spread of Respiratory Viruses When You’re Sick' },
    { title: `${WERNER_CHARTS.title}: fever`, url: 'http://www.somatics.de/PathologyBook/Fever.htm' },
    WERNER,
  ],
  judge(details, on) {
    const lastDay = dateIn(details, 'lastDay');
    const until = lastDay && addDays(lastDay, WELL_DAYS + 1);
    if (until && on >= until) return undefined;
    return { verdict: 'do-not-treat', because: 'A fever or an infection: no massage until five whole days without it.', until };
  },
  examples: [
    { name: 'nothing but the yes is known', on: '2026-12-01', finding: { verdict: 'do-not-treat' } },
    {
      name: 'the fifth day without signs',
      details: { lastDay: '2026-12-01' },
      on: '2026-12-06',
      finding: { verdict: 'do-not-treat', until: '2026-12-07' },
    },
    { name: 'after five whole days without signs', details: { lastDay: '2026-12-01' }, on: '2026-12-07' },
  ],
};
