import type { ScreeningRule } from './rule.js';
import { ERNST, NCCIH, WALTON, WERNER } from './sources.js';

export const bloodThinners: ScreeningRule = {
  key: 'blood-thinners',
  version: 1,
  question: {
    en: 'Do you take medicine that thins your blood, such as warfarin, apixaban, rivaroxaban, heparin or clopidogrel?',
    es: '¿Toma algún medicamento anticoagulante o antiagregante, como warfarina, apixabán, rivaroxabán, heparina o clopidogrel?',
  },
  details: [],
  askAgainMonths: { yes: 3, no: 6 },
  rationale:
    'Medicine against clotting turns small injuries of vessels, which firm pressure causes, into bruises and bleeding into the muscle. ' +
    'How much pressure is safe depends on the medicine, its dose, other illnesses and the reason it is taken, none of which a clinic can judge from a questionnaire. ' +
    'The physician who prescribes it decides; which techniques then stay off is written into the scope of the clearance. ' +
    'Daily aspirin is not in the question; the clinician who reviews it says whether the clinic asks for it.',
  sources: [NCCIH, ERNST, WERNER, WALTON],
  judge: () => ({
    verdict: 'needs-clearance',
    because: 'Medicine that thins the blood: pressure can bruise or bleed, so the physician decides whether and how deep to work.',
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
