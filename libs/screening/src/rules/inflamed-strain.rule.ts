import { addDays } from '#kernel';
import { areasIn, dateIn } from './details.js';
import type { ScreeningRule } from './rule.js';
import { WERNER, WERNER_CHARTS } from './sources.js';

const DAYS = 3;

export const inflamedStrain: ScreeningRule = {
  key: 'inflamed-strain',
  version: 1,
  question: {
    en: 'Do you have a fresh strain or sprain that is still swollen, warm or sore to touch?',
    es: '¿Tiene una torcedura, un esguince o un tirón muscular reciente que sigue hinchado, caliente o doloroso al tocarlo?',
  },
  details: [
    { name: 'since', kind: 'date', when: 'past', text: 'Day on which it happened' },
    { name: 'areas', kind: 'areas', text: 'Where is it?' },
  ],
  askAgainMonths: { yes: 1, no: 6 },
  rationale:
    'In the first two to three days massage of a strain or sprain adds to bleeding and swelling and can delay healing. ' +
    'Other areas are not affected; where it is not told, whoever sent the patient says what may be treated. ' +
    'After three days careful work helps, so that the limit ends by itself; a therapist who still finds heat or swelling leaves the area out.',
  sources: [
    {
      title: 'NHS: Sprains and strains (as shown by Clifton Road Surgery)',
      url: 'https://cliftonroadsurgery.co.uk/health-a-z/?condition=sprains-and-strains/',
    },
    {
      title: 'RunningPhysio: Acute injury (HARM: no massage of the injury in the first 72 hours)',
      url: 'https://www.running-physio.com/acute2/',
    },
    { title: `${WERNER_CHARTS.title}: sprains`, url: 'http://www.somatics.de/PathologyBook/Sprains.htm' },
    WERNER,
  ],
  judge(details, on) {
    const since = dateIn(details, 'since');
    const until = since && addDays(since, DAYS);
    if (until && on >= until) return undefined;
    const areas = areasIn(details, 'areas');
    if (areas) return { verdict: 'limited', because: 'A fresh strain or sprain: its area is left out.', areas, until };
    return {
      verdict: 'needs-clearance',
      because: 'A fresh strain or sprain, and its area is not told.',
      clearanceFrom: 'referrer',
      until,
    };
  },
  examples: [
    {
      name: 'left calf, two days ago',
      details: { since: '2026-12-01', areas: [{ code: 'calf', side: 'left' }] },
      on: '2026-12-03',
      finding: { verdict: 'limited', areas: [{ code: 'calf', side: 'left' }], until: '2026-12-04' },
    },
    {
      name: 'left calf, three days ago',
      details: { since: '2026-12-01', areas: [{ code: 'calf', side: 'left' }] },
      on: '2026-12-04',
    },
    {
      name: 'left calf, but not when',
      details: { areas: [{ code: 'calf', side: 'left' }] },
      on: '2026-12-04',
      finding: { verdict: 'limited', areas: [{ code: 'calf', side: 'left' }] },
    },
    {
      name: 'two days ago, but not where',
      details: { since: '2026-12-01' },
      on: '2026-12-03',
      finding: { verdict: 'needs-clearance', clearanceFrom: 'referrer', until: '2026-12-04' },
    },
    {
      name: 'nothing but the yes is known',
      on: '2026-12-04',
      finding: { verdict: 'needs-clearance', clearanceFrom: 'referrer' },
    },
  ],
};
