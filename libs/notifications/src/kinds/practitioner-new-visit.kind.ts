import { defineKind, paragraphs, sentences } from './kind.js';

export const practitionerNewVisit = defineKind({
  key: 'new-visit',
  recipient: 'practitioner',
  purpose: 'news',
  because: 'The visit is theirs.',
  mustName: ['day', 'time', 'link'],
  wording: {
    usual: {
      en: {
        subject: 'New visit: {day}, {time}',
        body: paragraphs('You have a new visit on {day} at {time}, {clinicName}.', 'Details, for you only: {link}'),
        text: sentences('{clinicName}: new visit {shortDay}, {time}.', '{link}'),
      },
    },
  },
});
