import type { AskKind, ReminderLinkState, VisitLinkState } from './api/patient-links';

/** What a patient reads behind the links in their messages, in both languages: loaded with those pages only. */
export interface PatientLinkTexts {
  visit: {
    title: string;
    when: string;
    where: string;
    phone: string;
    comes: string;
    needsOther: string;
    ask: string;
    kinds: Record<AskKind, string>;
    back: string;
    calendar: string;
    file: string;
    says: Record<VisitLinkState, string>;
    asked: Record<AskKind, string>;
    stays: string;
    changed: string;
    tooOften: string;
    call: (clinic: string, phone: string) => string;
  };
  reminders: {
    title: string;
    says: Record<ReminderLinkState, (clinic: string) => string>;
    news: string;
    stop: string;
    start: string;
    call: (clinic: string, phone: string) => string;
  };
  failed: string;
}

const english: PatientLinkTexts = {
  visit: {
    title: 'Your appointment',
    when: 'When',
    where: 'Where',
    phone: 'Phone',
    comes: 'I will come',
    needsOther: 'I need another time',
    ask: 'What would help you?',
    kinds: { 'call-me': 'Please call me', 'another-day': 'I would like another day', 'cannot-come': 'I cannot come' },
    back: 'Back',
    calendar: 'Add to my calendar',
    file: 'appointment.ics',
    says: {
      open: 'Will you come?',
      confirmed: 'Thank you. We expect you.',
      arranging: 'This time is kept for you. We will write again when it is certain.',
      begun: 'This appointment has begun or is over.',
      cancelled: 'This appointment is cancelled.',
    },
    asked: {
      'call-me': 'You have asked us to call you.',
      'another-day': 'You have asked for another day.',
      'cannot-come': 'You have told us that you cannot come.',
    },
    stays: 'We will get in touch. Until then the appointment stays as it is.',
    changed: 'The appointment has changed meanwhile. This is how it is now.',
    tooOften: 'We know that you need another time. Please call us about it.',
    call: (clinic, phone) => `Questions? Call ${clinic}, ${phone}.`,
  },
  reminders: {
    title: 'Reminders by e-mail',
    says: {
      on: (clinic) => `${clinic} reminds you of your appointments by e-mail.`,
      off: (clinic) => `${clinic} no longer reminds you by e-mail.`,
      'at-clinic': (clinic) => `You have told ${clinic} that you want no reminders.`,
      'not-theirs': (clinic) => `${clinic} sends nothing to this e-mail address any more.`,
    },
    news: 'If an appointment is changed or cancelled, you still hear of it.',
    stop: 'No more reminders by e-mail',
    start: 'Remind me again',
    call: (clinic, phone) => `To change that, call ${clinic}, ${phone}.`,
  },
  failed: 'That did not work. Please try again.',
};

const spanish: PatientLinkTexts = {
  visit: {
    title: 'Su cita',
    when: 'Cuándo',
    where: 'Dónde',
    phone: 'Teléfono',
    comes: 'Voy a venir',
    needsOther: 'Necesito otra hora',
    ask: '¿Qué le ayudaría?',
    kinds: { 'call-me': 'Llámenme, por favor', 'another-day': 'Quisiera otro día', 'cannot-come': 'No puedo venir' },
    back: 'Volver',
    calendar: 'Guardar en mi calendario',
    file: 'cita.ics',
    says: {
      open: '¿Va a venir?',
      confirmed: 'Gracias. Le esperamos.',
      arranging: 'Le reservamos esta hora. Le escribiremos cuando sea segura.',
      begun: 'Esta cita ya ha empezado o ha pasado.',
      cancelled: 'Esta cita está cancelada.',
    },
    asked: {
      'call-me': 'Nos ha pedido que le llamemos.',
      'another-day': 'Nos ha pedido otro día.',
      'cannot-come': 'Nos ha dicho que no puede venir.',
    },
    stays: 'Nos pondremos en contacto con usted. Hasta entonces la cita sigue igual.',
    changed: 'La cita ha cambiado mientras tanto. Ahora es así.',
    tooOften: 'Sabemos que necesita otra hora. Por favor, llámenos.',
    call: (clinic, phone) => `¿Preguntas? Llame a ${clinic}, ${phone}.`,
  },
  reminders: {
    title: 'Recordatorios por correo',
    says: {
      on: (clinic) => `${clinic} le recuerda sus citas por correo electrónico.`,
      off: (clinic) => `${clinic} ya no le envía recordatorios por correo electrónico.`,
      'at-clinic': (clinic) => `Usted le dijo a ${clinic} que no quiere recordatorios.`,
      'not-theirs': (clinic) => `${clinic} ya no envía nada a esta dirección de correo.`,
    },
    news: 'Si una cita cambia o se cancela, se lo diremos igualmente.',
    stop: 'No recibir más recordatorios por correo',
    start: 'Recibir recordatorios otra vez',
    call: (clinic, phone) => `Para cambiarlo, llame a ${clinic}, ${phone}.`,
  },
  failed: 'No ha funcionado. Por favor, inténtelo otra vez.',
};

export const patientLinkTexts = { en: english, es: spanish };
