import type { Advice } from './advice.js';

export const looseClothing: Advice = {
  code: 'loose-clothing',
  text: {
    en: 'Please wear loose, comfortable clothing or activewear.',
    es: 'Por favor, use ropa suelta y cómoda o ropa deportiva.',
  },
  applies: ({ visit, clinic }) =>
    visit.legs.some((leg) => leg.status !== 'cancelled' && clinic.services.get(leg.serviceId)?.discipline === 'massage') &&
    (visit.plan?.techniques ?? []).some((code) => clinic.techniques.get(code)?.stretching === true),
  because: 'Stretching is planned.',
};
