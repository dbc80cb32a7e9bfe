import { forPractitionersOnly, paragraphs, type VisitTemplate } from './template.js';

export const practitionerCancellation: VisitTemplate = {
  kind: 'cancellation',
  recipient: 'practitioner',
  write: {
    en: (f) => ({
      subject: `Cancelled: ${f.day}, ${f.time}`,
      body: paragraphs(`The visit on ${f.day} at ${f.time}, ${f.clinicName}, is no longer yours.`, forPractitionersOnly(f)),
    }),
  },
};
