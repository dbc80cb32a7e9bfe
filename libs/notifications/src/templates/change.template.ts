import { paragraphs, placeEn, placeEs, type VisitTemplate } from './template.js';

export const change: VisitTemplate = {
  kind: 'change',
  recipient: 'patient',
  write: {
    en: (f) => ({
      subject: `Your appointment at ${f.clinicName} has changed`,
      body: paragraphs(
        `Hello ${f.givenName},`,
        `your appointment is now on ${f.day} at ${f.time}. Earlier messages about it no longer count.`,
        ...f.advice,
        f.answerLink && `To say that you come, or to ask for another time: ${f.answerLink}`,
        `If this does not suit you, please call us.`,
        placeEn(f),
      ),
    }),
    es: (f) => ({
      subject: `Su cita en ${f.clinicName} ha cambiado`,
      body: paragraphs(
        `Hola ${f.givenName}:`,
        `Su cita es ahora el ${f.day} a las ${f.time}. Los mensajes anteriores ya no valen.`,
        ...f.advice,
        f.answerLink && `Para decir que viene o pedir otra hora: ${f.answerLink}`,
        `Si no le conviene, por favor llámenos.`,
        placeEs(f),
      ),
    }),
  },
};
