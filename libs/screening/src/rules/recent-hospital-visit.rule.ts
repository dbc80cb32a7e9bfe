import { addDays } from '#kernel';
import { dateIn } from './details.js';
import type { ScreeningRule } from './rule.js';
import { WALTON, WERNER } from './sources.js';

const DAYS = 14;

export const recentHospitalVisit: ScreeningRule = {
  key: 'recent-hospital-visit',
  version: 1,
  question: {
    en: 'Have you been in a hospital or an emergency department as a patient in the last month?',
    es: '¿Ha estado como paciente en un hospital o en urgencias en el último mes?',
  },
  details: [{ name: 'leftOn', kind: 'date', when: 'past', text: 'Day on which you left it' }],
  askAgainMonths: { yes: 1, no: 6 },
  rationale:
    'A stay in hospital is a sign that something changed: an illness, new medicine, lines in the veins, days in bed. ' +
    'For fourteen days, or when the day is not told, the physician decides; what remains afterwards (an operation, a clot, medicine) has its own question. ' +
    'Hospitals count clots up to ninety days after a stay as caused by it: a clinic that wants to wait as long tightens this rule.',
  sources: [
    {
      title: 'Cambridge University Hospitals NHS: Preventing hospital-associated blood clots',
      url: 'https://cuh.nhs.uk/patient-information/preventing-hospital-associated-blood-clots',
    },
    {
      title:
        'R. M. Thomas et al.: Risk factors for venous thrombosis after discharge from medical hospitalizations, Journal of Thrombosis and Haemostasis 2025;23:2190–2197, doi:10.1016/j.jtha.2025.04.005',
    },
    WERNER,
    WALTON,
  ],
  judge(details, on) {
    const leftOn = dateIn(details, 'leftOn');
    const until = leftOn && addDays(leftOn, DAYS);
    if (until && on >= until) return undefined;
    return {
      verdict: 'needs-clearance',
      because: 'In hospital within the last fourteen days, or not told when: the physician says whether massage is safe.',
      clearanceFrom: 'physician',
      until,
    };
  },
  examples: [
    {
      name: 'left today',
      details: { leftOn: '2026-12-01' },
      on: '2026-12-01',
      finding: { verdict: 'needs-clearance', clearanceFrom: 'physician', until: '2026-12-15' },
    },
    {
      name: 'left thirteen days ago',
      details: { leftOn: '2026-12-01' },
      on: '2026-12-14',
      finding: { verdict: 'needs-clearance', clearanceFrom: 'physician', until: '2026-12-15' },
    },
    { name: 'left fourteen days ago', details: { leftOn: '2026-12-01' }, on: '2026-12-15' },
    {
      name: 'nothing but the yes is known',
      on: '2026-12-15',
      finding: { verdict: 'needs-clearance', clearanceFrom: 'physician' },
    },
  ],
};
