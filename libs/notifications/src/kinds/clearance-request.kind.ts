import { CLEARANCE_LINK } from '#screening';
import { defineKind, type Kind, paragraphs, PLACE_EN, sentences } from './kind.js';

const request: Omit<Kind, 'recipient'> = {
  key: 'clearance-request',
  purpose: 'news',
  urgent: true,
  // The request makes it, and keeps it while its time changes.
  link: { purpose: CLEARANCE_LINK, madeFor: (message) => message.about },
  because: 'The visit waits for their go-ahead.',
  // Its own row keeps the id of the request instead: see `aboutOf`.
  fingerprint: (visit) => (visit.status === 'tentative' ? 'waits' : ''),
  outdated: 'answered',
  mustName: ['link'],
  wording: {
    usual: {
      en: {
        subject: '{clinicName} asks for your answer before {day}',
        body: paragraphs(
          '{clinicName} keeps {day} at {time} for a patient of yours and needs your word first.',
          'Please read and answer here. The page shows nothing before you open it, and the link works once: {link}',
          'Without an answer in time the appointment is given up.',
          PLACE_EN,
        ),
        text: sentences('{clinicName} needs your answer before {shortDay}, {time}: {link}'),
      },
    },
  },
};

/** To a provider of the clinic. */
export const practitionerClearanceRequest = defineKind({ ...request, recipient: 'practitioner' });

/** To a provider elsewhere. */
export const referrerClearanceRequest = defineKind({ ...request, recipient: 'referrer' });
