import { type Advice, hasMassage } from './advice.js';

export const bringAid: Advice = {
  code: 'bring-aid',
  text: {
    en: 'If you use a support or an aid, please bring it with you.',
    es: 'Si usa un soporte o una ayuda, por favor tráigalo.',
  },
  short: { en: 'Bring a support or aid if you use one.', es: 'Traiga su soporte o ayuda si lo usa.' },
  applies: (facts) => facts.visit.plan?.bringAid === true && hasMassage(facts),
  because: 'The plan says that they bring a device or a brace.',
};
