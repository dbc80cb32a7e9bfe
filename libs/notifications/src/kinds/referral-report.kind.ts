import { DAY_MS } from '#kernel';
import { REPORT_LINK } from '#referrals';
import { defineKind, type Kind, paragraphs, PLACE_EN, sentences } from './kind.js';

const LINK_MS = 30 * DAY_MS;

const LINK =
  'Please read it here and say that you have it. The page shows nothing before you open it, and the link is valid for 30 days: {link}';

const report: Omit<Kind, 'recipient'> = {
  key: 'referral-report',
  purpose: 'news',
  about: 'something-else',
  link: { purpose: REPORT_LINK, opens: { subject: (message) => message.about, liveMs: LINK_MS } },
  because: { '': 'A report on a patient of theirs was sent.', reminder: 'Nobody has said yet that it has arrived.' },
  form: ({ step }) => (step === 'reminder' ? 'again' : 'usual'),
  mustName: ['link'],
  wording: {
    usual: {
      en: {
        subject: '{clinicName} has a report for you',
        body: paragraphs('A report of {clinicName} on a patient of yours is ready.', LINK, PLACE_EN),
        text: sentences('{clinicName} has a report for you: {link}'),
      },
    },
    again: {
      en: {
        subject: '{clinicName} still has a report for you',
        body: paragraphs('A report of {clinicName} on a patient of yours is still waiting for you.', LINK, PLACE_EN),
        text: sentences('{clinicName} still has a report for you: {link}'),
      },
    },
  },
};

/** To a provider of the clinic. */
export const practitionerReferralReport = defineKind({ ...report, recipient: 'practitioner' });

/** To a provider elsewhere. */
export const referrerReferralReport = defineKind({ ...report, recipient: 'referrer' });
