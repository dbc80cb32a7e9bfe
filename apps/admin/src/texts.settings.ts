import { plural } from './plural';

/** Sentences of the pages on which a clinic sets its numbers: part of `texts.ts`, loaded with those pages. */
export const tset = {
  published: (version: number, who: string, when: string) => `Version ${version}, published by ${who} on ${when}`,
  released: 'As released; nothing published yet.',
  bounds: (least: number, most: number, released: number) => `${least} to ${most}; default: ${released}`,
  wrongNumber: (least: number, most: number) => `A whole number from ${least} to ${most}`,
  unsaved: (count: number) => `${plural(count, 'setting', 'settings')} changed, not published yet`,
  note: 'Why (for the history)',
  publish: 'Publish',
  discard: 'Discard changes',
  stale: 'Somebody else published meanwhile. Your changes are kept: look at the history, then publish again.',
  pages: 'Settings',
  history: 'History',
  noHistory: 'Nothing has been published.',
  historyLine: (version: number, who: string, when: string) => `${version}: ${who}, ${when}`,

  referrals: {
    intro: 'When the desk is warned about a referral, and what uses up one of its visits. Ledgers, warnings and the board follow at once.',
    load: 'The settings cannot be shown.',
    mayNot: 'Only a manager may publish settings.',
    done: (version: number) => `Referral settings published as version ${version}.`,
    groups: { warnings: 'Warnings', report: 'Report to the referrer', used: 'What uses up a visit' },
    fields: {
      fewVisitsLeft: 'Few visits left: at most (visits)',
      nearExpiryDays: 'Expires soon: at most (days ahead)',
      noneBookedAfterDays: 'Nothing booked: after (days)',
      reportAfterVisits: 'Report due after (visits done)',
      reportAfterMonths: 'Or after (months since the first, or since the last report)',
      reportReminderDays: 'Asked for its receipt again: after (days)',
      noShowsCount: 'A visit that nobody came to',
      lateCancellationsCount: 'A visit that was cancelled too late',
    },
    hints: {
      noShowsCount: 'A massage marked as no-show.',
      lateCancellationsCount:
        'After the cancellation notice of the massage. Visits that waited for clearance or needed a look do not count.',
    },
  },
};
