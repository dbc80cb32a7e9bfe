import type { ScreeningRule } from './rule.js';
import { NCCIH, WALTON, WERNER } from './sources.js';

export const tumour: ScreeningRule = {
  key: 'tumour',
  version: 1,
  question: {
    en: 'Do you have a tumour or cancer, or are you being treated or checked because of one?',
    es: '¿Tiene un tumor o cáncer, o está en tratamiento o en revisiones por uno?',
  },
  details: [],
  askAgainMonths: { yes: 3, no: 6 },
  rationale:
    'Massage does not spread cancer, and gentle massage helps many patients. ' +
    'But pressure must stay away from the tumour, from swollen lymph nodes, from skin under radiation, from lines and ports and from weakened bones, and treatment can lower the platelets. ' +
    'Where these are and which of them matter, the treating physician knows: the clearance names the areas and techniques that are open.',
  sources: [
    {
      title: 'Macmillan Cancer Support: Massage or other touch therapies',
      url: 'https://www.macmillan.org.uk/cancer-information-and-support/treatment/coping-with-treatment/complementary-therapies/massage-or-other-touch-therapies',
    },
    {
      title: 'Cancer Research UK: Massage therapy',
      url: 'http://www.cancerresearchuk.org/about-cancer/cancer-in-general/treatment/complementary-alternative-therapies/individual-therapies/massage',
    },
    { title: 'Cancer Council Australia: Massage and Cancer. A guide for people with cancer, their families and friends, 2014' },
    NCCIH,
    WERNER,
    WALTON,
  ],
  judge: () => ({
    verdict: 'needs-clearance',
    because: 'A tumour, or treatment for one: the physician says which areas and techniques are safe.',
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
