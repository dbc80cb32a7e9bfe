import { INTAKE_LINK, INTAKE_LINK_MS } from '#screening';
import { afterQuiet } from '../planning/quiet.rules.js';
import { daysBefore } from '../planning/moments.rules.js';
import { defineKind, isUpcoming, paragraphs, PLACE_EN, PLACE_ES, sentences } from './kind.js';

/** The link lives a week: `INTAKE_LINK_MS` of screening. */
const DAYS_BEFORE = 6;

export const intakeRequest = defineKind({
  key: 'intake-request',
  recipient: 'patient',
  purpose: 'reminder',
  ofFirst: true,
  setting: 'intakeRequest',
  link: { purpose: INTAKE_LINK, opens: { subject: (message) => message.recipientId, liveMs: INTAKE_LINK_MS } },
  because: 'They come for the first time and have told nothing yet.',
  fingerprint: (visit) => (isUpcoming(visit) ? String(visit.start) : ''),
  outdated: 'visit-begun',
  useless: (visit) => visit.start,
  plan: ({ visit, isFirst, hasNoIntake, location, now, undoMs }) => {
    const wanted = afterQuiet(daysBefore(visit.start, DAYS_BEFORE, location.timeZone), location);
    return isFirst && hasNoIntake ? [{ dueAt: Math.max(wanted, now + undoMs), once: true }] : [];
  },
  mustName: ['link'],
  wording: {
    usual: {
      en: {
        subject: 'Before you come to {clinicName}',
        body: paragraphs(
          'Hello {givenName},',
          'Please answer a few questions before {day}. It takes about five minutes on a phone, and nobody has to ask you at the desk.',
          'The page shows nothing before you open it, and the link works once: {link}',
          'If you would rather tell us in person, please come ten minutes early.',
          PLACE_EN,
          'No more such mails: {unsubscribeLink}',
        ),
        text: sentences('{clinicName}: a few questions before {shortDay}: {link}', 'Reply STOP for no more texts.'),
      },
      es: {
        subject: 'Antes de venir a {clinicName}',
        body: paragraphs(
          'Hola {givenName}:',
          'Por favor, conteste unas preguntas antes del {day}. Son unos cinco minutos en el teléfono, y nadie tiene que preguntarle en recepción.',
          'La página no muestra nada antes de abrirla, y el enlace funciona una vez: {link}',
          'Si prefiere contarlo en persona, venga diez minutos antes.',
          PLACE_ES,
          'No recibir más correos así: {unsubscribeLink}',
        ),
        text: sentences('{clinicName}: unas preguntas antes del {shortDay}: {link}', 'STOP para no recibir más.'),
      },
    },
  },
});
