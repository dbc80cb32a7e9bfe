import { type Advice, hasMassage } from './advice.js';

export const comeEarly: Advice = {
  code: 'come-early',
  text: {
    en: 'Please come ten minutes early, and tell us about your health and the medication that you take.',
    es: 'Por favor, venga diez minutos antes y cuéntenos de su salud y de los medicamentos que toma.',
  },
  applies: (facts) => facts.isFirst && hasMassage(facts),
  because: 'They have not been here for this before.',
};
