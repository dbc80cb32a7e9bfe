import { paragraphs, placeEn, placeEs, type VisitTemplate } from './template.js';

export const confirmation: VisitTemplate = {
  kind: 'confirmation',
  recipient: 'patient',
  write: {
    en: (f) => ({
      subject: f.tentative ? `We are arranging your appointment at ${f.clinicName}` : `Your appointment at ${f.clinicName}`,
      body: paragraphs(
        `Hello ${f.givenName},`,
        f.tentative
          ? `we are keeping ${f.day} at ${f.time} for you and will write again when it is certain.`
          : `your appointment is on ${f.day} at ${f.time}.`,
        ...f.advice,
        !f.tentative && f.answerLink && `To say that you come, to ask for another time or to put it into your calendar: ${f.answerLink}`,
        `If you need another time, please call us.`,
        placeEn(f),
      ),
    }),
    es: (f) => ({
      subject: f.tentative ? `Estamos preparando su cita en ${f.clinicName}` : `Su cita en ${f.clinicName}`,
      body: paragraphs(
        `Hola ${f.givenName}:`,
        f.tentative
          ? `Le reservamos el ${f.day} a las ${f.time} y le escribiremos cuando sea seguro.`
          : `Su cita es el ${f.day} a las ${f.time}.`,
        ...f.advice,
        !f.tentative && f.answerLink && `Para decir que viene, pedir otra hora o guardarla en su calendario: ${f.answerLink}`,
        `Si necesita otra hora, por favor llámenos.`,
        placeEs(f),
      ),
    }),
  },
};
