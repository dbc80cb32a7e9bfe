import { defineKind, paragraphs, sentences } from './kind.js';

/** The form for who has no part in the visit any more. */
const OFF = 'off';

/** Beside news that went by another way than mail, to whom an earlier mail has put the visit into their calendar. */
export const practitionerCalendarUpdate = defineKind({
  key: 'calendar-update',
  recipient: 'practitioner',
  purpose: 'news',
  calendarOnly: true,
  because: 'An earlier mail has put the visit into their calendar, and the news of its change did not go by mail.',
  form: ({ isOff }) => (isOff ? OFF : 'usual'),
  mustName: ['day', 'time', 'link'],
  wording: {
    usual: {
      en: {
        subject: 'For your calendar: {day}, {time}',
        body: paragraphs(
          'This brings your calendar up to date: a visit of yours is on {day} at {time}, {clinicName}.',
          'Details, for you only: {link}',
        ),
        text: sentences('{clinicName}: for your calendar, {shortDay}, {time}.', '{link}'),
      },
    },
    [OFF]: {
      en: {
        subject: 'For your calendar: no longer yours, {day}, {time}',
        body: paragraphs(
          'This brings your calendar up to date: the visit on {day} at {time}, {clinicName}, is no longer yours.',
          'Details, for you only: {link}',
        ),
        text: sentences('{clinicName}: for your calendar, no longer yours, {shortDay}, {time}.', '{link}'),
      },
    },
  },
});
