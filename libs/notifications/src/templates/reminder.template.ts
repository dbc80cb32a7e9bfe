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
        f.answerLink && `To say that you come, or to ask for another time: ${f.answerLink}`,
        `If you cannot come, please call us.`,
        placeEn(f),
        f.unsubscribeLink && `No more reminders by mail: ${f.unsubscribeLink}`,
      ),
    }),
    es: (f) => ({
      subject: `Recordatorio: su cita en ${f.clinicName}`,
      body: paragraphs(
        `Hola ${f.givenName}:`,
        `Le recordamos su cita el ${f.day} a las ${f.time}.`,
        ...f.advice,
        f.answerLink && `Para decir que viene o pedir otra hora: ${f.answerLink}`,
        `Si no puede venir, por favor llámenos.`,
        placeEs(f),
        f.unsubscribeLink && `No recibir más recordatorios por correo: ${f.unsubscribeLink}`,
      ),
    }),
  },
};
