import { paragraphs, placeEn, placeEs, type VisitTemplate } from './template.js';

export const reminder: VisitTemplate = {
  kind: 'reminder',
  recipient: 'patient',
  write: {
    en: (f) => ({
      subject: `Reminder: your appointment at ${f.clinicName}`,
      body: paragraphs(
        `Hello ${f.givenName},`,
        `this is a reminder of your appointment on ${f.day} at ${f.time}.`,
        ...f.advice,
        `If you cannot come, please call us.`,
        placeEn(f),
      ),
    }),
    es: (f) => ({
      subject: `Recordatorio: su cita en ${f.clinicName}`,
      body: paragraphs(
        `Hola ${f.givenName}:`,
        `Le recordamos su cita el ${f.day} a las ${f.time}.`,
        ...f.advice,
        `Si no puede venir, por favor llámenos.`,
        placeEs(f),
      ),
    }),
  },
};
