import { defineKind, paragraphs, PLACE_EN, PLACE_ES, sentences } from './kind.js';

export const cancellation = defineKind({
  key: 'cancellation',
  recipient: 'patient',
  purpose: 'news',
  urgent: true,
  because: 'It is off, and they had been told of it.',
  mustName: ['day', 'time'],
  wording: {
    usual: {
      en: {
        subject: 'Your appointment at {clinicName} is cancelled',
        body: paragraphs(
          'Hello {givenName},',
          'Your appointment on {day} at {time} is cancelled. You do not need to come.',
          'To find a new time, please call us.',
          PLACE_EN,
        ),
        text: sentences('{clinicName}: your appointment on {shortDay}, {time} is off. You need not come.', 'New time: call {phone}.'),
      },
      es: {
        subject: 'Su cita en {clinicName} está cancelada',
        body: paragraphs(
          'Hola {givenName}:',
          'Su cita del {day} a las {time} está cancelada. No hace falta que venga.',
          'Para buscar otra hora, por favor llámenos.',
          PLACE_ES,
        ),
        text: sentences(
          '{clinicName}: su cita del {shortDay}, {time} ya no tiene lugar. No hace falta que venga.',
          'Otra hora: llame al {phone}.',
        ),
      },
    },
  },
});
