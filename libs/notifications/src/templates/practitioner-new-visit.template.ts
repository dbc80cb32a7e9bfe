import { forPractitionersOnly, paragraphs, type VisitTemplate } from './template.js';

export const practitionerNewVisit: VisitTemplate = {
  kind: 'new-visit',
  recipient: 'practitioner',
  write: {
    en: (f) => ({
      subject: `New visit: ${f.day}, ${f.time}`,
      body: paragraphs(`You have a new visit on ${f.day} at ${f.time}, ${f.clinicName}.`, forPractitionersOnly(f)),
    }),
  },
};
