import { forPractitionersOnly, paragraphs, type VisitTemplate } from './template.js';

export const practitionerChange: VisitTemplate = {
  kind: 'change',
  recipient: 'practitioner',
  write: {
    en: (f) => ({
      subject: `Changed visit: ${f.day}, ${f.time}`,
      body: paragraphs(`A visit of yours has changed. It is now on ${f.day} at ${f.time}, ${f.clinicName}.`, forPractitionersOnly(f)),
    }),
  },
};
