import { defineKind, paragraphs, PLACE_EN, PLACE_ES, REPLY_EN, REPLY_ES, sentences } from './kind.js';

export const confirmation = defineKind({
  key: 'confirmation',
  recipient: 'patient',
  purpose: 'news',
  carriesAdvice: true,
  asksToCome: true,
  because: 'The visit was booked.',
  form: ({ tentative }) => (tentative ? 'tentative' : 'usual'),
  mustName: ['day', 'time'],
  wording: {
    usual: {
      en: {
        subject: 'Your appointment at {clinicName}',
        body: paragraphs(
          'Hello {givenName},',
          'Your appointment is on {day} at {time}.',
          '{advice}',
          'To say that you come, to ask for another time or to put it into your calendar: {answerLink}',
          'For anything else, please call us.',
          PLACE_EN,
        ),
        text: sentences('{clinicName}: you are booked for {shortDay}, {time}.', REPLY_EN, '{advice}'),
      },
      es: {
        subject: 'Su cita en {clinicName}',
        body: paragraphs(
          'Hola {givenName}:',
          'Su cita es el {day} a las {time}.',
          '{advice}',
          'Para decir que viene, pedir otra hora o guardarla en su calendario: {answerLink}',
          'Para cualquier otra cosa, por favor llámenos.',
          PLACE_ES,
        ),
        text: sentences('{clinicName}: su cita es el {shortDay}, {time}.', REPLY_ES, '{advice}'),
      },
    },
    tentative: {
      en: {
        subject: 'We are arranging your appointment at {clinicName}',
        body: paragraphs(
          'Hello {givenName},',
          'We are keeping {day} at {time} for you and will write again when it is certain.',
          '{advice}',
          'If you need another time, please call us.',
          PLACE_EN,
        ),
        text: sentences('{clinicName}: we are keeping {shortDay}, {time} for you and write again when it is certain.', '{advice}'),
      },
      es: {
        subject: 'Estamos preparando su cita en {clinicName}',
        body: paragraphs(
          'Hola {givenName}:',
          'Le reservamos el {day} a las {time} y le escribiremos cuando sea seguro.',
          '{advice}',
          'Si necesita otra hora, por favor llámenos.',
          PLACE_ES,
        ),
        text: sentences('{clinicName}: le reservamos el {shortDay}, {time}; le escribiremos cuando sea seguro.', '{advice}'),
      },
    },
  },
});
