import { defineKind, paragraphs, PLACE_EN, PLACE_ES, REPLY_EN, REPLY_ES, sentences } from './kind.js';

export const change = defineKind({
  key: 'change',
  recipient: 'patient',
  purpose: 'news',
  urgent: true,
  asksToCome: true,
  carriesAdvice: true,
  because: 'The visit was changed after they had been told of it.',
  mustName: ['day', 'time'],
  wording: {
    usual: {
      en: {
        subject: 'Your appointment at {clinicName} has changed',
        body: paragraphs(
          'Hello {givenName},',
          'your appointment is now on {day} at {time}. Earlier messages about it no longer count.',
          '{advice}',
          'To say that you come, or to ask for another time: {answerLink}',
          'If this does not suit you, please call us.',
          PLACE_EN,
        ),
        text: sentences('{clinicName}: your appointment has changed. It is now {shortDay}, {time}.', REPLY_EN, '{advice}'),
      },
      es: {
        subject: 'Su cita en {clinicName} ha cambiado',
        body: paragraphs(
          'Hola {givenName}:',
          'Su cita es ahora el {day} a las {time}. Los mensajes anteriores ya no valen.',
          '{advice}',
          'Para decir que viene o pedir otra hora: {answerLink}',
          'Si no le conviene, por favor llámenos.',
          PLACE_ES,
        ),
        text: sentences('{clinicName}: su cita ha cambiado. Ahora es el {shortDay}, {time}.', REPLY_ES, '{advice}'),
      },
    },
  },
});
