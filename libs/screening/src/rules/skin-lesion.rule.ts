import { areasIn } from './details.js';
import type { ScreeningRule } from './rule.js';
import { NCCIH, WERNER, WERNER_CHARTS } from './sources.js';

export const skinLesion: ScreeningRule = {
  key: 'skin-lesion',
  version: 1,
  question: {
    en: 'Do you have a rash, wound, burn, sore or other skin problem, or a scar that is still healing?',
    es: '¿Tiene un sarpullido, una herida, una quemadura, una llaga u otro problema de la piel, o una cicatriz que aún no ha sanado?',
  },
  details: [{ name: 'areas', kind: 'areas', text: 'Where is it?' }],
  askAgainMonths: { yes: 1, no: 6 },
  rationale:
    'Rubbing opens a wound or a sore again, hurts and can carry germs into it or from it to another place. ' +
    'Unhurt skin elsewhere is not affected, so that only the area is off. ' +
    'When it is not told where, the physician says whether it spreads and what may be touched; a fever or a spreading infection has its own question.',
  sources: [
    NCCIH,
    { title: `${WERNER_CHARTS.title}: open wounds and sores`, url: 'http://www.somatics.de/PathologyBook/Open.htm' },
    {
      title: 'WikiEducator: Contraindications to Massage Practice: Skin Pathologies',
      url: 'https://wikieducator.org/Contraindications_to_Massage_Practice/Skin_Pathologies',
    },
    WERNER,
  ],
  judge(details) {
    const areas = areasIn(details, 'areas');
    if (areas) return { verdict: 'limited', because: 'A skin problem or healing wound: its area is left out.', areas };
    return {
      verdict: 'needs-clearance',
      because: 'A skin problem or healing wound, and its area is not told.',
      clearanceFrom: 'physician',
    };
  },
  examples: [
    {
      name: 'right forearm',
      details: { areas: [{ code: 'forearm', side: 'right' }] },
      on: '2026-12-01',
      finding: { verdict: 'limited', areas: [{ code: 'forearm', side: 'right' }] },
    },
    {
      name: 'neck and upper back',
      details: { areas: [{ code: 'neck' }, { code: 'upper-back' }] },
      on: '2026-12-01',
      finding: { verdict: 'limited', areas: [{ code: 'neck' }, { code: 'upper-back' }] },
    },
    {
      name: 'an empty list of areas is not told',
      details: { areas: [] },
      on: '2026-12-01',
      finding: { verdict: 'needs-clearance', clearanceFrom: 'physician' },
    },
    {
      name: 'nothing but the yes is known',
      on: '2026-12-01',
      finding: { verdict: 'needs-clearance', clearanceFrom: 'physician' },
    },
  ],
};
