import { defineKind, paragraphs, sentences } from './kind.js';

/** To whoever has another part of the visit still before them. */
export const practitionerNoShow = defineKind({
  key: 'no-show',
  recipient: 'practitioner',
  purpose: 'news',
  urgent: true,
  mayBeMuted: true,
  because: 'The patient has missed another part of the visit.',
  fingerprint: (visit) => (visit.legs.some((leg) => leg.status === 'no-show') ? 'missed' : ''),
  outdated: 'came-after-all',
  mustName: ['day', 'time', 'link'],
  wording: {
    usual: {
      en: {
        subject: 'Missed: {day}, {time}',
        body: paragraphs(
          'Your visit on {day} at {time}, {clinicName}: the patient has missed another part of it and may not come to yours.',
          'Details, for you only: {link}',
        ),
        text: sentences('{clinicName}: the patient of {shortDay}, {time} has missed another part.', '{link}'),
      },
    },
  },
});
