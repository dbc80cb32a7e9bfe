import { type Advice, plansArea } from './advice.js';

export const noMakeUp: Advice = {
  code: 'no-make-up',
  text: {
    en: 'Please come without make-up, and with your hair tied up if it is long.',
    es: 'Por favor, venga sin maquillaje y con el pelo recogido si lo lleva largo.',
  },
  short: { en: 'Come without make-up.', es: 'Venga sin maquillaje.' },
  applies: (facts) => plansArea(facts, ['jaw', 'head', 'face']),
  because: 'An area of the head is planned.',
};
