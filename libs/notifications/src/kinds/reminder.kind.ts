import { reminderMoment, stepsOf } from '../planning/moments.rules.js';
import { defineKind, isUpcoming, paragraphs, PLACE_EN, PLACE_ES, sentences } from './kind.js';

export const reminder = defineKind({
  key: 'reminder',
  recipient: 'patient',
  purpose: 'reminder',
  carriesAdvice: true,
  needsCertainty: true,
  asksToCome: true,
  because: {
    '3d': 'Three days before the visit.',
    '1d': 'The day before the visit.',
    '2h': 'Two hours before the visit.',
  },
  // It speaks of the start only, so that a longer visit keeps its reminders.
  fingerprint: (visit) => (isUpcoming(visit) ? String(visit.start) : ''),
  outdated: 'visit-begun',
  useless: (visit) => visit.start,
  plan: ({ visit, clinic, location }) =>
    stepsOf(visit, clinic, location).map((step) => ({ step, dueAt: reminderMoment(visit.start, step, location), perDay: true })),
  mustName: ['day', 'time'],
  wording: {
    usual: {
      en: {
        subject: 'Reminder: your appointment at {clinicName}',
        body: paragraphs(
          'Hello {givenName},',
          'This is a reminder of your appointment on {day} at {time}.',
          '{advice}',
          'To say that you come, or to ask for another time: {answerLink}',
          'If you cannot come, please call us.',
          PLACE_EN,
          'No more reminders by mail: {unsubscribeLink}',
        ),
        text: sentences(
          '{clinicName}: see you {shortDay}, {time}.',
          'Reply C to confirm, R for another time, STOP for no more texts.',
          '{advice}',
        ),
      },
      es: {
        subject: 'Recordatorio: su cita en {clinicName}',
        body: paragraphs(
          'Hola {givenName}:',
          'Le recordamos su cita el {day} a las {time}.',
          '{advice}',
          'Para decir que viene o pedir otra hora: {answerLink}',
          'Si no puede venir, por favor llámenos.',
          PLACE_ES,
          'No recibir más recordatorios por correo: {unsubscribeLink}',
        ),
        text: sentences(
          '{clinicName}: le esperamos el {shortDay}, {time}.',
          'Responda C si viene, R para otra hora, STOP para no recibir más.',
          '{advice}',
        ),
      },
    },
  },
});
