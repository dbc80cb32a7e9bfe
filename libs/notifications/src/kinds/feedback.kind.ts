import { DAY_MS } from '#kernel';
import { daysBefore } from '../planning/moments.rules.js';
import { afterQuiet } from '../planning/quiet.rules.js';
import { defineKind, paragraphs, PLACE_EN, PLACE_ES, sentences } from './kind.js';

export const feedback = defineKind({
  key: 'feedback',
  recipient: 'patient',
  purpose: 'reminder',
  setting: 'feedback',
  because: 'They were here yesterday.',
  fingerprint: (visit) => (visit.status === 'completed' ? 'completed' : ''),
  outdated: 'not-completed',
  useless: (visit) => visit.end + 7 * DAY_MS,
  plan: ({ visit, location }) => [{ dueAt: afterQuiet(daysBefore(visit.end, -1, location.timeZone), location), perDay: true }],
  mustName: ['phone'],
  wording: {
    usual: {
      en: {
        subject: 'How was your visit to {clinicName}?',
        body: paragraphs(
          'Hello {givenName},',
          'Thank you for coming on {day}. How was it?',
          'It takes a minute to tell us: {feedbackLink}',
          'If anything was not right, please call us at {phone}.',
          PLACE_EN,
          'No more such mails: {unsubscribeLink}',
        ),
        text: sentences(
          '{clinicName}: how was {shortDay}? If anything was not right, call {phone}.',
          'Reply STOP to end.',
          'Tell us here: {feedbackLink}',
        ),
      },
      es: {
        subject: '¿Cómo fue su visita a {clinicName}?',
        body: paragraphs(
          'Hola {givenName}:',
          'Gracias por venir el {day}. ¿Cómo fue?',
          'Contárnoslo lleva un minuto: {feedbackLink}',
          'Si algo no estuvo bien, por favor llámenos al {phone}.',
          PLACE_ES,
          'No recibir más correos así: {unsubscribeLink}',
        ),
        text: sentences(
          '{clinicName}: ¿cómo fue el {shortDay}? Si algo no estuvo bien, llame al {phone}.',
          'STOP para no recibir más.',
          'Cuéntenos aquí: {feedbackLink}',
        ),
      },
    },
  },
});
