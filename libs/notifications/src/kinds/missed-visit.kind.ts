import { DAY_MS, MINUTE_MS } from '#kernel';
import { defineKind, paragraphs, PLACE_EN, PLACE_ES, sentences } from './kind.js';

/** Time for the desk to see that they came after all. */
const WAIT_MS = 30 * MINUTE_MS;

export const missedVisit = defineKind({
  key: 'missed-visit',
  recipient: 'patient',
  purpose: 'reminder',
  setting: 'missedVisit',
  because: 'They did not come.',
  fingerprint: (visit) => (visit.status === 'no-show' ? 'missed' : ''),
  outdated: 'not-missed',
  useless: (visit) => visit.end + 2 * DAY_MS,
  // Nobody is missed before their time, whatever was entered for a visit to come.
  plan: ({ visit, now, undoMs }) => [{ dueAt: Math.max(now + Math.max(WAIT_MS, undoMs), visit.start + WAIT_MS), perDay: true }],
  mustName: ['day', 'phone'],
  wording: {
    usual: {
      en: {
        subject: 'We missed you at {clinicName}',
        body: paragraphs(
          'Hello {givenName},',
          'We had expected you on {day} at {time}. We hope that you are well.',
          'If you would like a new time, please call us at {phone}.',
          PLACE_EN,
          'No more such mails: {unsubscribeLink}',
        ),
        text: sentences('{clinicName}: we missed you on {shortDay}. For a new time call {phone}.', 'Reply STOP for no more texts.'),
      },
      es: {
        subject: 'Le echamos de menos en {clinicName}',
        body: paragraphs(
          'Hola {givenName}:',
          'Le esperábamos el {day} a las {time}. Esperamos que esté bien.',
          'Si quiere una nueva hora, por favor llámenos al {phone}.',
          PLACE_ES,
          'No recibir más correos así: {unsubscribeLink}',
        ),
        text: sentences('{clinicName}: le esperábamos el {shortDay}. Nueva hora: llame al {phone}.', 'Responda STOP para no recibir más.'),
      },
    },
  },
});
