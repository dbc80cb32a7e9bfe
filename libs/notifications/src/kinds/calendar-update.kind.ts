import { defineKind, paragraphs, PLACE_EN, PLACE_ES } from './kind.js';

/** The form for who does not come any more. */
const OFF = 'off';

/** Beside news that went by another way than mail, to whom an earlier mail has put the visit into their calendar. */
export const calendarUpdate = defineKind({
  key: 'calendar-update',
  recipient: 'patient',
  purpose: 'news',
  calendarOnly: true,
  setting: 'patientInvitations',
  because: 'An earlier mail has put the visit into their calendar, and the news of its change did not go by mail.',
  form: ({ isOff }) => (isOff ? OFF : 'usual'),
  mustName: ['day', 'time'],
  wording: {
    usual: {
      en: {
        subject: 'For your calendar: {day}, {time}',
        body: paragraphs(
          'Hello {givenName},',
          'This brings your calendar up to date: your appointment is on {day} at {time}.',
          'If this does not suit you, please call us.',
          PLACE_EN,
        ),
        text: '{clinicName}: for your calendar, {shortDay}, {time}.',
      },
      es: {
        subject: 'Para su calendario: {day}, {time}',
        body: paragraphs(
          'Hola {givenName}:',
          'Con esto su calendario queda al día: su cita es el {day} a las {time}.',
          'Si no le conviene, por favor llámenos.',
          PLACE_ES,
        ),
        text: '{clinicName}: para su calendario, {shortDay}, {time}.',
      },
    },
    [OFF]: {
      en: {
        subject: 'For your calendar: no longer on {day}, {time}',
        body: paragraphs(
          'Hello {givenName},',
          'This brings your calendar up to date: the appointment on {day} at {time} does not take place.',
          'If you want another time, please call us.',
          PLACE_EN,
        ),
        text: '{clinicName}: for your calendar, no longer {shortDay}, {time}.',
      },
      es: {
        subject: 'Para su calendario: ya no es el {day}, {time}',
        body: paragraphs(
          'Hola {givenName}:',
          'Con esto su calendario queda al día: la cita del {day} a las {time} no se realiza.',
          'Si quiere otra hora, por favor llámenos.',
          PLACE_ES,
        ),
        text: '{clinicName}: para su calendario, ya no es el {shortDay}, {time}.',
      },
    },
  },
});
