import { defineKind, paragraphs, sentences } from './kind.js';
import { CERTAIN } from './practitioner-new-visit.kind.js';

export const practitionerChange = defineKind({
  key: 'change',
  recipient: 'practitioner',
  purpose: 'news',
  urgent: true,
  mayBeMuted: true,
  because: {
    '': 'The visit was changed after they had been told of it.',
    [CERTAIN]: 'The visit was changed, and they had been told that it was not certain.',
  },
  form: ({ tentative, step }) => (tentative ? 'tentative' : step === CERTAIN ? 'certain' : 'usual'),
  mustName: ['day', 'time', 'link'],
  wording: {
    usual: {
      en: {
        subject: 'Changed visit: {day}, {time}',
        body: paragraphs('A visit of yours has changed. It is now on {day} at {time}, {clinicName}.', 'Details, for you only: {link}'),
        text: sentences('{clinicName}: a visit of yours has changed. Now {shortDay}, {time}.', '{link}'),
      },
    },
    tentative: {
      en: {
        subject: 'Changed visit, not certain yet: {day}, {time}',
        body: paragraphs(
          'A visit of yours has changed. It may now be on {day} at {time}, {clinicName}. It is not certain yet, and the time is kept.',
          'Details, for you only: {link}',
        ),
        text: sentences('{clinicName}: a visit of yours has changed. Now {shortDay}, {time}, not certain yet.', '{link}'),
      },
    },
    certain: {
      en: {
        subject: 'Changed and certain now: visit on {day}, {time}',
        body: paragraphs(
          'A visit of yours has changed and is certain now. It is on {day} at {time}, {clinicName}.',
          'Details, for you only: {link}',
        ),
        text: sentences('{clinicName}: a visit of yours has changed. Now {shortDay}, {time}, certain.', '{link}'),
      },
    },
  },
});
