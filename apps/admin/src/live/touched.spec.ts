import { describe, expect, it } from '@jest/globals';
import { touchedBy, touchedByAll } from './touched';

describe('touchedBy', () => {
  it('refreshes the board for visits, holds, patients and the clinic', () => {
    for (const subject of ['visit', 'hold', 'patient', 'practitioner', 'absence']) {
      expect(touchedBy({ subject, id: 'x' })).toContainEqual(['board']);
    }
  });

  it('refreshes only the visit that changed', () => {
    expect(touchedBy({ subject: 'visit', id: 'v1' })).toContainEqual(['visit', 'v1']);
  });

  it('refreshes who is asked for clearance, and what health answers and their rules decide', () => {
    expect(touchedBy({ subject: 'clearance-request', id: 'crq_1' })).toEqual([['clearance-requests']]);
    expect(touchedBy({ subject: 'screening', id: 'pat_1' })).toContainEqual(['screening', 'pat_1']);
    expect(touchedBy({ subject: 'clearance', id: 'clr_1' })).toContainEqual(['clearances']);
    expect(touchedBy({ subject: 'intake', id: 'int_1' })).toContainEqual(['intakes']);
    expect(touchedBy({ subject: 'session-note', id: 'not_1' })).toEqual([['notes']]);
    expect(touchedBy({ subject: 'screening-rules', id: 'clinic' })).toContainEqual(['search']);
  });

  it('refreshes what stands about a report at its referral', () => {
    expect(touchedBy({ subject: 'report', id: 'rep_1' })).toEqual([['referrals'], ['messages']]);
  });

  it('refreshes what patients ask for about their visits', () => {
    expect(touchedBy({ subject: 'visit-request', id: 'vrq_1' })).toEqual([['visit-requests']]);
  });

  it('refreshes what messages say and which are sent', () => {
    expect(touchedBy({ subject: 'message-wording', id: 'clinic' })).toEqual([['message-wording'], ['messages']]);
    expect(touchedBy({ subject: 'message-settings', id: 'clinic' })).toEqual([['message-settings'], ['messages']]);
  });

  it('ignores subjects it does not know', () => {
    expect(touchedBy({ subject: 'webhook', id: 'x' })).toEqual([]);
  });

  it('names each key once for a burst', () => {
    const changes = [
      { subject: 'visit', id: 'v1' },
      { subject: 'visit', id: 'v1' },
      { subject: 'hold', id: 'h1' },
    ];
    const keys = touchedByAll(changes).map((key) => key.join('/'));
    expect(new Set(keys).size).toBe(keys.length);
  });
});
