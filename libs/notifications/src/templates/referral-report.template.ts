import { paragraphs, placeEn, type PlainFacts, type PlainTemplate } from './template.js';

const write = {
  en: (f: PlainFacts) => ({
    subject: f.again ? `${f.clinicName} still has a report for you` : `${f.clinicName} has a report for you`,
    body: paragraphs(
      f.again
        ? `A report of ${f.clinicName} on a patient of yours is still waiting for you.`
        : `A report of ${f.clinicName} on a patient of yours is ready.`,
      `Please read it here and say that you have it. The page shows nothing before you open it, and the link is valid for 30 days: ${f.link}`,
      placeEn(f),
    ),
  }),
};

/** To a provider of the clinic. */
export const practitionerReferralReport: PlainTemplate = { aboutVisit: false, kind: 'referral-report', recipient: 'practitioner', write };

/** To a provider elsewhere. */
export const referrerReferralReport: PlainTemplate = { aboutVisit: false, kind: 'referral-report', recipient: 'referrer', write };
