import { describe, expect, it } from '@jest/globals';
import { changedFields, isValid, settingsOf } from './message-edits.js';

const released = {
  firstVisit: true,
  intakeRequest: false,
  clearancePending: true,
  missedVisit: true,
  feedback: false,
  feedbackLink: '',
  stopWhenConfirmed: false,
  remindersPerWeek: 4,
  textsNeedConsent: false,
  patientInvitations: false,
};

describe('settings of messages', () => {
  it('are published where they differ from the release', () => {
    const current = { version: 1, settings: { ...released, firstVisit: false, remindersPerWeek: 2 }, released };
    expect(settingsOf(current, { firstVisit: true, feedback: true, feedbackLink: ' https://clinic.example/how ' })).toEqual({
      feedback: true,
      feedbackLink: 'https://clinic.example/how',
      remindersPerWeek: 2,
    });
    expect(settingsOf(current, { remindersPerWeek: '4' })).toEqual({ firstVisit: false });
  });

  it('are changed where they differ from what is published', () => {
    const current = { version: 0, settings: released, released };
    expect(changedFields(current, { firstVisit: true, missedVisit: false, remindersPerWeek: ' 4', feedbackLink: ' ' })).toEqual([
      'missedVisit',
    ]);
  });

  it.each([
    [{}, true],
    [{ remindersPerWeek: '0' }, true],
    [{ remindersPerWeek: '51' }, false],
    [{ feedbackLink: 'https://clinic.example/how' }, true],
    [{ feedbackLink: 'http://clinic.example' }, false],
    [{ feedbackLink: 'javascript:alert(1)' }, false],
  ])('%j may be published: %s', (edits, expected) => expect(isValid(edits)).toBe(expected));
});
