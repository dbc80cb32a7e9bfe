import { defineKind, paragraphs, sentences } from './kind.js';

export const practitionerCancellation = defineKind({
  key: 'cancellation',
  recipient: 'practitioner',
  purpose: 'news',
  urgent: true,
  because: 'It is off, and they had been told of it.',
  mustName: ['day', 'time'],
  wording: {
    usual: {
      en: {
        subject: 'Cancelled: {day}, {time}',
        body: paragraphs('The visit on {day} at {time}, {clinicName}, is no longer yours.', 'Details, for you only: {link}'),
        text: sentences('{clinicName}: the visit {shortDay}, {time} is no longer yours.', '{link}'),
      },
    },
  },
});
