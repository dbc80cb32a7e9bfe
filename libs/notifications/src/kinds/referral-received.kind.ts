import { defineKind, paragraphs, sentences } from './kind.js';

/** To practitioners who want to hear of them. */
export const practitionerReferralReceived = defineKind({
  key: 'referral-received',
  recipient: 'practitioner',
  purpose: 'news',
  about: 'something-else',
  because: 'A referral came from outside, and they want to hear of those.',
  mustName: ['clinicName', 'link'],
  wording: {
    usual: {
      en: {
        subject: 'New at {clinicName}: somebody was sent to you',
        body: paragraphs('Another practice has sent somebody to {clinicName}. It waits for an answer.', 'Details, for you only: {link}'),
        text: sentences('{clinicName}: another practice has sent somebody. It waits for an answer.', '{link}'),
      },
    },
  },
});
