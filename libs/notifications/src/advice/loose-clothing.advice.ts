import { type Advice, hasStretching } from './advice.js';

export const looseClothing: Advice = {
  code: 'loose-clothing',
  text: {
    en: 'Please wear loose, comfortable clothing or activewear.',
    es: 'Por favor, use ropa suelta y cómoda o ropa deportiva.',
  },
  short: { en: 'Wear loose, comfortable clothing.', es: 'Use ropa suelta y cómoda.' },
  applies: hasStretching,
  because: 'Stretching is planned.',
};
