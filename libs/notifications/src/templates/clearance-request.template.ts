import { paragraphs, placeEn, type VisitTemplate, type TextFacts } from './template.js';

const write = {
  en: (f: TextFacts) => ({
    subject: `${f.clinicName} asks for your answer before ${f.day}`,
    body: paragraphs(
      `${f.clinicName} keeps ${f.day} at ${f.time} for a patient of yours and needs your word first.`,
      `Please read and answer here. The page shows nothing before you open it, and the link works once: ${f.link}`,
      `Without an answer in time the appointment is given up.`,
      placeEn(f),
    ),
  }),
};

/** To a provider of the clinic. */
export const practitionerClearanceRequest: VisitTemplate = { kind: 'clearance-request', recipient: 'practitioner', write };

/** To a provider elsewhere. */
export const referrerClearanceRequest: VisitTemplate = { kind: 'clearance-request', recipient: 'referrer', write };
