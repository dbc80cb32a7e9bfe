import { defineKind, paragraphs, sentences } from './kind.js';

/** When and where, and how many: whom and why stands behind the sign-in. */
export const practitionerDailyDigest = defineKind({
  key: 'daily-digest',
  recipient: 'practitioner',
  purpose: 'news',
  about: 'something-else',
  because: 'They want a list of their visits each day.',
  mustName: ['day', 'count', 'link'],
  wording: {
    usual: {
      en: {
        subject: 'Your visits on {day}: {count}',
        body: paragraphs('Your visits on {day}, {clinicName}: {count}, from {time}.', '{list}', 'With whom, for you only: {link}'),
        text: sentences('{clinicName}: your visits on {shortDay}: {count}, from {time}.', '{link}'),
      },
    },
  },
});
