import type { AreaRef } from '#scheduling';
import type { ScreeningRule } from './rule.js';
import { NCCIH, SUTHAM, WALTON, WERNER } from './sources.js';

const LEGS: readonly AreaRef[] = [{ code: 'knee' }, { code: 'calf' }, { code: 'foot' }];
const TECHNIQUES = ['deep-tissue', 'trigger-point'];

export const pregnancy: ScreeningRule = {
  key: 'pregnancy',
  version: 1,
  question: { en: 'Are you pregnant, or could you be?', es: '¿Está embarazada o podría estarlo?' },
  details: [
    {
      name: 'stage',
      kind: 'choice',
      text: 'Which fits best? Of several, the one that stands first here',
      choices: [
        { code: 'high-risk', text: 'Called high-risk, or with complications, or perhaps pregnant' },
        { code: 'first-trimester', text: 'First trimester (before week 14)' },
        { code: 'later', text: 'Second or third trimester, without complications' },
      ],
    },
  ],
  askAgainMonths: { yes: 1, no: 6 },
  rationale:
    'The trials that found massage safe in pregnancy began at week 12 or later, and most left out difficult pregnancies; before and in those the physician decides. ' +
    'Blood clots more easily in pregnancy and clots form in the legs, often unnoticed; leg massage has loosened one with the worst outcome, so the legs are off. ' +
    'Deep pressure and trigger points are off everywhere, above all at the low back; gentle work there stays possible.',
  sources: [
    {
      title:
        'S. M. Mueller and M. Grunwald: Effects, Side Effects and Contraindications of Relaxation Massage during Pregnancy, Journal of Clinical Medicine 2021;10:3485',
      url: 'https://pmc.ncbi.nlm.nih.gov/articles/PMC8396946',
    },
    SUTHAM,
    {
      title: 'Carole Osborne et al.: Pre- and Perinatal Massage Therapy, 3rd edition, Handspring 2021 (excerpt in Massage & Bodywork)',
      url: 'https://www.abmp.com/textonlymags/article.php?article=2376',
    },
    NCCIH,
    WERNER,
    WALTON,
  ],
  judge({ stage }) {
    if (stage === 'later') {
      return {
        verdict: 'limited',
        because: 'Pregnancy after the first trimester: no deep pressure, no trigger points, nothing on the legs.',
        areas: LEGS,
        techniques: TECHNIQUES,
      };
    }
    return {
      verdict: 'needs-clearance',
      because: 'Pregnancy in the first trimester, with a risk, or not told: the physician says whether massage is safe.',
      clearanceFrom: 'physician',
    };
  },
  examples: [
    {
      name: 'second or third trimester',
      details: { stage: 'later' },
      on: '2026-12-01',
      finding: { verdict: 'limited', areas: LEGS, techniques: TECHNIQUES },
    },
    {
      name: 'first trimester',
      details: { stage: 'first-trimester' },
      on: '2026-12-01',
      finding: { verdict: 'needs-clearance', clearanceFrom: 'physician' },
    },
    {
      name: 'high risk',
      details: { stage: 'high-risk' },
      on: '2026-12-01',
      finding: { verdict: 'needs-clearance', clearanceFrom: 'physician' },
    },
    { name: 'nothing but the yes is known', on: '2026-12-01', finding: { verdict: 'needs-clearance', clearanceFrom: 'physician' } },
  ],
};
