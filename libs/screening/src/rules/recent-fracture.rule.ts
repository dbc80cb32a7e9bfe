import { addDays } from '#kernel';
import { areasIn, dateIn } from './details.js';
import type { ScreeningRule } from './rule.js';
import { WALTON, WERNER, WERNER_CHARTS } from './sources.js';

const DAYS = 12 * 7;

export const recentFracture: ScreeningRule = {
  key: 'recent-fracture',
  version: 1,
  question: {
    en: 'Have you broken a bone in the last three months?',
    es: '¿Se ha roto algún hueso en los últimos tres meses?',
  },
  details: [
    { name: 'brokenOn', kind: 'date', when: 'past', text: 'Day on which it broke' },
    { name: 'areas', kind: 'areas', text: 'Where is it? Of a long bone, the areas at both ends' },
  ],
  askAgainMonths: { yes: 3, no: 6 },
  rationale:
    'Most bones need six to twelve weeks until they bear load; before that pressure or a stretch can shift the break. ' +
    'Massage of other areas is possible and often welcome, because they carry more than usual. ' +
    'Slow healers (age, diabetes, smoking, a broken leg) need longer than twelve weeks: the therapist asks, and a clinic may tighten this rule.',
  sources: [
    { title: `${WERNER_CHARTS.title}: fractures`, url: 'http://www.somatics.de/PathologyBook/Fractures.htm' },
    {
      title: 'Norfolk and Waveney Community Health NHS: Fracture/broken bones',
      url: 'https://www.norfolkandwaveneycommunityhealth.nhs.uk/msk/self-help/fracture-broken-bones/',
    },
    {
      title: 'Access Ortho: How long do fractures take to heal?',
      url: 'https://www.accessortho.com.au/how-long-do-fractures-take-to-heal-how-long-will-i-be-in-a-cast-brace/',
    },
    WERNER,
    WALTON,
  ],
  judge(details, on) {
    const brokenOn = dateIn(details, 'brokenOn');
    const until = brokenOn && addDays(brokenOn, DAYS);
    if (until && on >= until) return undefined;
    const areas = areasIn(details, 'areas');
    if (areas) return { verdict: 'limited', because: 'A bone broken less than twelve weeks ago: its area is left out.', areas, until };
    return {
      verdict: 'needs-clearance',
      because: 'A bone broken less than twelve weeks ago, and its area is not told.',
      clearanceFrom: 'physician',
      until,
    };
  },
  examples: [
    {
      name: 'left forearm, last day of the twelfth week',
      details: { brokenOn: '2026-10-01', areas: [{ code: 'forearm', side: 'left' }] },
      on: '2026-12-23',
      finding: { verdict: 'limited', areas: [{ code: 'forearm', side: 'left' }], until: '2026-12-24' },
    },
    {
      name: 'left forearm, twelve weeks over',
      details: { brokenOn: '2026-10-01', areas: [{ code: 'forearm', side: 'left' }] },
      on: '2026-12-24',
    },
    {
      name: 'left forearm, but not when',
      details: { areas: [{ code: 'forearm', side: 'left' }] },
      on: '2026-12-24',
      finding: { verdict: 'limited', areas: [{ code: 'forearm', side: 'left' }] },
    },
    {
      name: 'last day of the twelfth week, area not told',
      details: { brokenOn: '2026-10-01' },
      on: '2026-12-23',
      finding: { verdict: 'needs-clearance', clearanceFrom: 'physician', until: '2026-12-24' },
    },
    {
      name: 'nothing but the yes is known',
      on: '2026-12-24',
      finding: { verdict: 'needs-clearance', clearanceFrom: 'physician' },
    },
  ],
};
