import type { ScreeningRule } from './rule.js';
import { ERNST, SUTHAM, WALTON, WERNER, WERNER_CHARTS } from './sources.js';

export const bloodClots: ScreeningRule = {
  key: 'blood-clots',
  version: 1,
  question: {
    en: 'Do you have a blood clot (thrombosis), or have you ever had one?',
    es: '¿Tiene o ha tenido alguna vez un coágulo de sangre (trombosis)?',
  },
  details: [
    {
      name: 'state',
      kind: 'choice',
      text: 'Is it still there?',
      choices: [
        { code: 'current', text: 'Still there, still being treated, or not known' },
        { code: 'past', text: 'In the past: a doctor said that it is gone' },
      ],
    },
  ],
  askAgainMonths: { yes: 3, no: 6 },
  rationale:
    'Pressure on a leg can loosen a clot, which then blocks a vessel of the lung; cases after massage are reported. ' +
    'A clot that is there or being treated therefore rules out massage of any area, and not told counts as there. ' +
    'Whoever had one is more likely to have another, so after it is gone the physician decides.',
  sources: [
    SUTHAM,
    {
      title: 'Ruth Werner: Deep Vein Thrombosis, "I Have a Client Who …" pathology conversations, episode 42, ABMP 2020',
      url: 'https://www.abmp.com/podcasts/ep-42-deep-vein-thrombosis-i-have-client-who-pathology-conversations-ruth-werner',
    },
    { title: `${WERNER_CHARTS.title}: thrombophlebitis`, url: 'http://www.somatics.de/PathologyBook/Thrombophlebitis.htm' },
    ERNST,
    WERNER,
    WALTON,
  ],
  judge({ state }) {
    if (state === 'past') {
      return {
        verdict: 'needs-clearance',
        because: 'A blood clot in the past: the physician says whether massage is safe now.',
        clearanceFrom: 'physician',
      };
    }
    return { verdict: 'do-not-treat', because: 'A blood clot, or one not known to be gone: massage could loosen it.' };
  },
  examples: [
    {
      name: 'still there',
      details: { state: 'current' },
      on: '2026-12-01',
      finding: { verdict: 'do-not-treat' },
    },
    {
      name: 'in the past',
      details: { state: 'past' },
      on: '2026-12-01',
      finding: { verdict: 'needs-clearance', clearanceFrom: 'physician' },
    },
    { name: 'nothing but the yes is known', on: '2026-12-01', finding: { verdict: 'do-not-treat' } },
  ],
};
