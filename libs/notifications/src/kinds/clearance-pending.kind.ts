import { HOUR_MS } from '#kernel';
import { afterQuiet } from '../planning/quiet.rules.js';
import { defineKind, paragraphs, PLACE_EN, PLACE_ES, sentences } from './kind.js';

/** A shorter wait is over before anybody could act on the message. */
const LEAST_WAIT_MS = 6 * HOUR_MS;

export const clearancePending = defineKind({
  key: 'clearance-pending',
  recipient: 'patient',
  purpose: 'reminder',
  setting: 'clearancePending',
  because: 'The visit still waits, and half of the time for it is over.',
  fingerprint: (visit) => (visit.status === 'tentative' ? `${visit.start}-${visit.releaseAt}` : ''),
  outdated: 'answered',
  useless: (visit) => visit.releaseAt ?? visit.start,
  plan: ({ visit, location, now }) => {
    const { releaseAt } = visit;
    if (releaseAt === undefined || releaseAt - now < LEAST_WAIT_MS) return [];
    const dueAt = afterQuiet(now + (releaseAt - now) / 2, location);
    return dueAt < releaseAt ? [{ dueAt: Math.round(dueAt) }] : [];
  },
  mustName: ['day', 'time', 'phone'],
  wording: {
    usual: {
      en: {
        subject: 'We still work on your appointment at {clinicName}',
        body: paragraphs(
          'Hello {givenName},',
          'We are still keeping {day} at {time} for you. One answer is missing before it is certain, and we have asked for it.',
          'You need not do anything. If you want to help or have a question, please call us at {phone}.',
          PLACE_EN,
          'No more such mails: {unsubscribeLink}',
        ),
        text: sentences(
          '{clinicName}: we still keep {shortDay}, {time} for you; one answer is missing. Questions: {phone}.',
          'Reply STOP for no more texts.',
        ),
      },
      es: {
        subject: 'Seguimos preparando su cita en {clinicName}',
        body: paragraphs(
          'Hola {givenName}:',
          'Le seguimos reservando el {day} a las {time}. Falta una respuesta para que sea seguro, y ya la hemos pedido.',
          'No tiene que hacer nada. Si quiere ayudar o tiene una pregunta, llámenos al {phone}.',
          PLACE_ES,
          'No recibir más correos así: {unsubscribeLink}',
        ),
        text: sentences(
          '{clinicName}: le reservamos el {shortDay}, {time}; falta una respuesta. Preguntas: {phone}.',
          'STOP para no recibir más.',
        ),
      },
    },
  },
});
