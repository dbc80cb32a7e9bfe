import { paragraphs, placeEn, placeEs, type VisitTemplate } from './template.js';

export const cancellation: VisitTemplate = {
  kind: 'cancellation',
  recipient: 'patient',
  write: {
    en: (f) => ({
      subject: `Your appointment at ${f.clinicName} is cancelled`,
      body: paragraphs(
        `Hello ${f.givenName},`,
        `your appointment on ${f.day} at ${f.time} is cancelled. You do not need to come.`,
        `To find a new time, please call us.`,
        placeEn(f),
      ),
    }),
    es: (f) => ({
      subject: `Su cita en ${f.clinicName} está cancelada`,
      body: paragraphs(
        `Hola ${f.givenName}:`,
        `Su cita del ${f.day} a las ${f.time} está cancelada. No hace falta que venga.`,
        `Para buscar otra hora, por favor llámenos.`,
        placeEs(f),
      ),
    }),
  },
};
