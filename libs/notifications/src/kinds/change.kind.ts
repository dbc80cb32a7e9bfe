import { defineKind, paragraphs, PLACE_EN, PLACE_ES, REPLY_EN, REPLY_ES, sentences } from './kind.js';

export const change = defineKind({
  key: 'change',
  recipient: 'patient',
  purpose: 'news',
  urgent: true,
  asksToCome: true,
  carriesAdvice: true,
  because: 'The visit was changed after they had been told of it.',
  form: ({ tentative }) => (tentative ? 'tentative' : 'usual'),
  mustName: ['day', 'time'],
  wording: {
    usual: {
      en: {
        subject: 'Your appointment at {clinicName} has changed',
        body: paragraphs(
          'Hello {givenName},',
          'Your appointment is now on {day} at {time}. Earlier messages about it no longer count.',
          '{advice}',
          'To say that you come, or to ask for another time: {answerLink}',
          'For anything else, please call us.',
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
          'Para cualquier otra cosa, por favor llámenos.',
          PLACE_ES,
        ),
        text: sentences('{clinicName}: su cita ha cambiado. Ahora es el {shortDay}, {time}.', REPLY_ES, '{advice}'),
      },
    },
    tentative: {
      en: {
        subject: 'Your appointment at {clinicName} has changed and is not certain yet',
        body: paragraphs(
          'Hello {givenName},',
          'Your appointment has changed: we are keeping {day} at {time} for you now. Earlier messages about it no longer count.',
          'It is not certain yet, and we will write again when it is.',
          '{advice}',
          'If this does not suit you, please call us.',
          PLACE_EN,
        ),
        text: sentences(
          '{clinicName}: your appointment has changed. We are keeping {shortDay}, {time} for you; it is not certain yet.',
          'We write again when it is.',
        ),
      },
      es: {
        subject: 'Su cita en {clinicName} ha cambiado y todavía no es segura',
        body: paragraphs(
          'Hola {givenName}:',
          'Su cita ha cambiado: ahora le reservamos el {day} a las {time}. Los mensajes anteriores ya no valen.',
          'Todavía no es seguro, y le escribiremos cuando lo sea.',
          '{advice}',
          'Si no le conviene, por favor llámenos.',
          PLACE_ES,
        ),
        text: sentences(
          '{clinicName}: su cita ha cambiado. Le reservamos el {shortDay}, {time}; todavía no es seguro.',
          'Le escribiremos cuando lo sea.',
        ),
      },
    },
  },
});
