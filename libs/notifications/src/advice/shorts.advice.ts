import { type Advice, hasStretching, plansArea } from './advice.js';

/** Source: what to wear, Rose City Physical Therapy. */
const LOWER = ['low-back', 'hip', 'thigh', 'knee', 'calf', 'ankle', 'foot'];

export const shorts: Advice = {
  code: 'shorts',
  text: {
    en: 'Shorts or wide trousers are practical; you may also bring them and change here.',
    es: 'Unos pantalones cortos o anchos son prácticos; también puede traerlos y cambiarse aquí.',
  },
  short: { en: 'Shorts or wide trousers are practical.', es: 'Convienen pantalones cortos o anchos.' },
  applies: (facts) => plansArea(facts, LOWER) && !hasStretching(facts),
  because: 'An area of the lower body is planned.',
};
