import { areasIn } from './details.js';
import type { ScreeningRule } from './rule.js';
import { NCCIH, WERNER } from './sources.js';

const TECHNIQUES = ['deep-tissue', 'myofascial-release', 'trigger-point'];

export const weakSkin: ScreeningRule = {
  key: 'weak-skin',
  version: 1,
  question: {
    en: 'Is your skin thin or fragile, so that it tears or bruises easily (for example by age, cortisone, diabetes or radiotherapy)?',
    es: '¿Tiene la piel delgada o frágil, de modo que se rompe o le salen moretones con facilidad (por ejemplo, por la edad, la cortisona, la diabetes o la radioterapia)?',
  },
  details: [{ name: 'areas', kind: 'areas', text: 'Areas that should not be touched at all, if any' }],
  askAgainMonths: { yes: 3, no: 6 },
  rationale:
    'Thin skin tears under drag and bruises under pressure, and the bruise shows only later. ' +
    'Techniques that hold or drag the skin, or press through it to the bone, are therefore off everywhere. ' +
    'Light strokes remain possible, except where the patient says that nothing should touch.',
  sources: [
    NCCIH,
    {
      title: 'Sharon Puszko and Jane Keegan: Working with Challenging Skin, Massage & Bodywork, August/September 2003',
      url: 'https://massagetherapy.com/articles/working-challenging-skin',
    },
    {
      title: 'Dawn Castiglione: Massage for Elderly Clients with Diabetes, Massage & Bodywork, November/December 2023',
      url: 'https://abmp.com/textonlymags/article.php?article=2678',
    },
    WERNER,
  ],
  judge(details) {
    return {
      verdict: 'limited',
      because: 'Fragile skin: no deep or dragging techniques, and nothing on areas that must not be touched.',
      areas: areasIn(details, 'areas'),
      techniques: TECHNIQUES,
    };
  },
  examples: [
    {
      name: 'fragile skin, no area to keep off',
      on: '2026-12-01',
      finding: { verdict: 'limited', techniques: TECHNIQUES },
    },
    {
      name: 'both forearms must not be touched',
      details: { areas: [{ code: 'forearm', side: 'both' }] },
      on: '2026-12-01',
      finding: { verdict: 'limited', areas: [{ code: 'forearm', side: 'both' }], techniques: TECHNIQUES },
    },
    {
      name: 'an empty list of areas is no area',
      details: { areas: [] },
      on: '2026-12-01',
      finding: { verdict: 'limited', techniques: TECHNIQUES },
    },
  ],
};
