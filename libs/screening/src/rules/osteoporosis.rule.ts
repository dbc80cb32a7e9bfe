import type { ScreeningRule } from './rule.js';
import { WALTON, WERNER, WERNER_CHARTS } from './sources.js';

export const osteoporosis: ScreeningRule = {
  key: 'osteoporosis',
  version: 1,
  question: {
    en: 'Has a doctor told you that you have osteoporosis or brittle bones?',
    es: '¿Le ha dicho un médico que tiene osteoporosis o huesos frágiles?',
  },
  details: [],
  askAgainMonths: { yes: 3, no: 6 },
  rationale:
    'Brittle bones, first those of the spine, the ribs and the hips, can break under pressure or a stretch that others do not notice, and broken vertebrae are often unknown. ' +
    'Gentle massage is possible for many, but how brittle the bones are is known from a bone-density test, not from a questionnaire. ' +
    'The physician decides and names in the clearance what areas and techniques are open.',
  sources: [
    {
      title: 'Ruth Werner: No Bones About It: Working Safely with Clients Who Have Osteoporosis, Massage & Bodywork',
      url: 'https://abmp.com/textonlymags/article.php?article=2728',
    },
    { title: `${WERNER_CHARTS.title}: osteoporosis`, url: 'http://www.somatics.de/PathologyBook/Osteoporosis.htm' },
    {
      title: 'National Osteoporosis Society: Complementary therapies',
      url: 'https://nos.org.uk/about-osteoporosis/treating-osteoporosis/complementary-therapies/',
    },
    WERNER,
    WALTON,
  ],
  judge: () => ({
    verdict: 'needs-clearance',
    because: 'Brittle bones: pressure or stretching can break one, so the physician decides what is safe.',
    clearanceFrom: 'physician',
  }),
  examples: [
    {
      name: 'nothing but the yes is known',
      on: '2026-12-01',
      finding: { verdict: 'needs-clearance', clearanceFrom: 'physician' },
    },
    { name: 'the day after: no time heals it', on: '2026-12-02', finding: { verdict: 'needs-clearance', clearanceFrom: 'physician' } },
    { name: 'a massage booked for a year later', on: '2027-12-01', finding: { verdict: 'needs-clearance', clearanceFrom: 'physician' } },
  ],
};
