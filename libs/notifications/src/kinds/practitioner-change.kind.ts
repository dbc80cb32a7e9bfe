import { defineKind, paragraphs, sentences } from './kind.js';

export const practitionerChange = defineKind({
  key: 'change',
  recipient: 'practitioner',
  purpose: 'news',
  urgent: true,
  because: 'The visit was changed after they had been told of it.',
  mustName: ['day', 'time', 'link'],
  wording: {
    usual: {
      en: {
        subject: 'Changed visit: {day}, {time}',
        body: paragraphs('A visit of yours has changed. It is now on {day} at {time}, {clinicName}.', 'Details, for you only: {link}'),
        text: sentences('{clinicName}: a visit of yours has changed. Now {shortDay}, {time}.', '{link}'),
      },
    },
  },
});
