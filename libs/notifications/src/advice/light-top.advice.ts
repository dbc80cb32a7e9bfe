import { type Advice, hasStretching, plansArea } from './advice.js';

/** Source: what to wear, Rose City Physical Therapy. */
const UPPER = ['neck', 'shoulder', 'upper-back', 'arm', 'forearm', 'chest', 'hand'];

export const lightTop: Advice = {
  code: 'light-top',
  text: {
    en: 'A light top with a wide neck or without sleeves is practical.',
    es: 'Una prenda ligera sin mangas o de cuello ancho es práctica.',
  },
  short: { en: 'Wear a light, wide top.', es: 'Use una prenda ligera y ancha.' },
  applies: (facts) => plansArea(facts, UPPER) && !hasStretching(facts),
  because: 'An area of the upper body is planned.',
};
