import { defineKind, paragraphs, sentences } from './kind.js';

/** The step of who was told while the visit was tentative, and hears that it is booked. */
export const CERTAIN = 'certain';
/** The step of a visit that became theirs on its day or the day before: it upsets a day that they thought they knew. */
export const SOON = 'soon';

export const practitionerNewVisit = defineKind({
  key: 'new-visit',
  recipient: 'practitioner',
  purpose: 'news',
  urgentStep: SOON,
  mayBeMuted: true,
  because: {
    '': 'The visit is theirs.',
    [SOON]: 'The visit is theirs, at short notice.',
    [CERTAIN]: 'They had been told that it was not certain.',
  },
  form: ({ tentative, step }) => (step === CERTAIN ? 'certain' : tentative ? 'tentative' : 'usual'),
  mustName: ['day', 'time', 'link'],
  wording: {
    usual: {
      en: {
        subject: 'New visit: {day}, {time}',
        body: paragraphs('You have a new visit on {day} at {time}, {clinicName}.', 'Details, for you only: {link}'),
        text: sentences('{clinicName}: new visit {shortDay}, {time}.', '{link}'),
      },
    },
    tentative: {
      en: {
        subject: 'New visit, not certain yet: {day}, {time}',
        body: paragraphs(
          'You may have a new visit on {day} at {time}, {clinicName}. It is not certain yet, and the time is kept.',
          'Details, for you only: {link}',
        ),
        text: sentences('{clinicName}: new visit {shortDay}, {time}, not certain yet.', '{link}'),
      },
    },
    certain: {
      en: {
        subject: 'Certain now: visit on {day}, {time}',
        body: paragraphs('Your visit on {day} at {time}, {clinicName}, is certain now.', 'Details, for you only: {link}'),
        text: sentences('{clinicName}: your visit {shortDay}, {time} is certain now.', '{link}'),
      },
    },
  },
});
