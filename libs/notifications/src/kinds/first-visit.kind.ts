import { HOUR_MS } from '#kernel';
import { afterQuiet } from '../planning/quiet.rules.js';
import { daysBefore } from '../planning/moments.rules.js';
import { defineKind, isUpcoming, paragraphs, PLACE_EN, PLACE_ES, sentences } from './kind.js';

/** Late enough to be remembered, and on a day of its own beside the usual reminders. */
const DAYS_BEFORE = 2;
/** Of a visit that is nearer: not in one breath with its confirmation, and with time to read it. */
const WAIT_MS = 2 * HOUR_MS;

export const firstVisit = defineKind({
  key: 'first-visit',
  recipient: 'patient',
  purpose: 'reminder',
  ofFirst: true,
  needsCertainty: true,
  setting: 'firstVisit',
  because: 'They have not been here for this before.',
  fingerprint: (visit) => (isUpcoming(visit) ? String(visit.start) : ''),
  outdated: 'visit-begun',
  useless: (visit) => visit.start,
  plan: ({ visit, isFirst, location, now }) => {
    const wanted = Math.max(daysBefore(visit.start, DAYS_BEFORE, location.timeZone), now + WAIT_MS);
    const dueAt = afterQuiet(wanted, location);
    return isFirst && dueAt <= visit.start - WAIT_MS ? [{ dueAt, once: true }] : [];
  },
  mustName: ['day'],
  wording: {
    usual: {
      en: {
        subject: 'What to expect at {clinicName}',
        body: paragraphs(
          'Hello {givenName},',
          'You come to us on {day} at {time}. This is what your first time will be like.',
          'The room has low light and soft music. What is done may feel deeper than what you know from a treatment for relaxation.',
          'If the pressure is too much, or if it hurts in a bad way, please say so at once. It is changed right away.',
          'Please come ten minutes early, and tell us about your health and the medication that you take.',
          'If you have a question, please call us.',
          PLACE_EN,
          'No more such mails: {unsubscribeLink}',
        ),
        text: sentences(
          '{clinicName}: first time {shortDay}, {time}.',
          'May feel deep: say so if it is too much or hurts.',
          'Reply STOP to end.',
          'Low light, soft music.',
          'Come early.',
        ),
      },
      es: {
        subject: 'Qué esperar en {clinicName}',
        body: paragraphs(
          'Hola {givenName}:',
          'Le esperamos el {day} a las {time}. Así será su primera vez.',
          'La sala tiene luz suave y música tranquila. Puede sentirse más profundo que un tratamiento de relajación.',
          'Si la presión es demasiada, o si duele de mala manera, dígalo enseguida. Se cambia al momento.',
          'Por favor, venga diez minutos antes y cuéntenos de su salud y de los medicamentos que toma.',
          'Si tiene una pregunta, por favor llámenos.',
          PLACE_ES,
          'No recibir más correos así: {unsubscribeLink}',
        ),
        text: sentences(
          '{clinicName}: primera vez {shortDay}, {time}.',
          'Puede sentirse profundo: diga si es demasiado o duele.',
          'STOP para no recibir más.',
          'Luz y música suaves.',
          'Venga antes.',
        ),
      },
    },
  },
});
