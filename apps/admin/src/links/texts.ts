import { t } from '../texts';

export type LinkTexts = typeof t.links;

const spanish: LinkTexts = {
  title: 'Un enlace de su clínica',
  intro: 'Una clínica le ha enviado este enlace. Antes de abrirlo no se muestra nada de nadie.',
  open: 'Abrir',
  opening: 'Abriendo …',
  gone: 'Este enlace ya se usó o es demasiado antiguo. Si la clínica aún le necesita, le enviará uno nuevo.',
};

export type LinkLanguage = 'en' | 'es';

/** Before a link is opened only the browser can say which language its reader has. */
export const readersLanguage = (): LinkLanguage => (navigator.language.startsWith('es') ? 'es' : 'en');

export const linkTexts = (language: LinkLanguage = readersLanguage()): LinkTexts => (language === 'es' ? spanish : t.links);
