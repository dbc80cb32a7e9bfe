import { fitGsm, toGsm } from '../gsm.js';

/** What somebody hears who answered a text. */
export type Reply = 'stopped' | 'started' | 'help' | 'confirmed' | 'asked' | 'passed-on';

export interface ReplyFacts {
  clinicName: string;
  phone: string;
}

const WORDS: Record<Reply, Record<'en' | 'es', (phone: string) => string>> = {
  stopped: {
    // Whoever meant a visit learns that it stands.
    en: (phone) => `No more texts from us. Appointments stay as they are: call ${phone} to change one. Reply START to get texts again.`,
    es: (phone) => `No más mensajes. Sus citas siguen igual; para cambiarlas llame al ${phone}. Responda INICIO para recibirlos.`,
  },
  started: {
    en: () => 'You will get texts about your visits again. Reply STOP to end them.',
    es: () => 'Recibirá de nuevo mensajes sobre sus citas. Responda ALTO para no recibirlos.',
  },
  help: {
    en: (phone) => `Texts about your visits. Questions? Call ${phone}. Reply STOP to end texts. Msg and data rates may apply.`,
    es: (phone) => `Mensajes sobre sus citas. ¿Preguntas? Llame al ${phone}. Responda ALTO para no recibirlos. Pueden aplicarse tarifas.`,
  },
  confirmed: {
    en: () => 'Thank you, we expect you.',
    es: () => 'Gracias, le esperamos.',
  },
  asked: {
    en: () => 'Thank you. We will call you to find another time. Until then your appointment stays as it is.',
    es: () => 'Gracias. Le llamaremos para buscar otra hora. Hasta entonces su cita sigue igual.',
  },
  'passed-on': {
    en: (phone) => `Thank you. Our front desk will read this. If it cannot wait, call ${phone}.`,
    es: (phone) => `Gracias. La recepción leerá su mensaje. Si no puede esperar, llame al ${phone}.`,
  },
};

export const REPLIES = Object.keys(WORDS) as Reply[];

const ROOM_OF_NAME = 32;
const ROOM_OF_PHONE = 20;

/** One text, whatever the clinic is called. */
export function replyText(reply: Reply, language: 'en' | 'es', { clinicName, phone }: ReplyFacts): string {
  const name = fitGsm(toGsm(clinicName), ROOM_OF_NAME);
  return toGsm(`${name === '' ? '' : `${name}: `}${WORDS[reply][language](fitGsm(toGsm(phone), ROOM_OF_PHONE))}`);
}

/** Words to which providers in North America answer themselves: a second answer would be one too many. */
const THEIRS = new Set('stop stopall unsubscribe cancel end quit revoke optout start unstop help info'.split(' '));

export function isAnsweredByProvider(text: string, optOutType: string | undefined): boolean {
  return optOutType !== undefined || THEIRS.has(text.trim().toLowerCase());
}

/** What a provider takes for an answer: TwiML with at most one message. */
export function twiml(text: string | undefined): string {
  const message = text === undefined ? '' : `<Message>${escaped(text)}</Message>`;
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${message}</Response>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
