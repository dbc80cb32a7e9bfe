import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LedgerMessage } from './clocked-clinic.js';
import { departuresOf, mailsIn } from './departures.js';

const NOW = Date.parse('2026-12-08T17:00:00Z');
const DAY_MS = 86_400_000;

function visitIn(days: number) {
  const start = new Date(NOW + days * DAY_MS).toISOString();
  const leg = { serviceId: 'svc_adjustment', practitionerId: 'prc_finch', roomId: 'room_1', start, end: start };
  return { id: 'vis_1', patient: { id: 'pat_1' }, legs: [leg] };
}

function message(id: string, kind: string, recipientId: string, other: Partial<LedgerMessage> = {}): LedgerMessage {
  const type = recipientId.startsWith('pat') ? 'patient' : 'practitioner';
  const dueAt = new Date(NOW - 1000).toISOString();
  return { id, visitId: 'vis_1', kind, recipient: { type, id: recipientId }, status: 'sent', dueAt, ...other };
}

const confirmation = message('msg_1', 'confirmation', 'pat_1');
const notice = message('msg_2', 'new-visit', 'prc_finch');
const later = { status: 'planned', dueAt: new Date(NOW + DAY_MS).toISOString() };
const reminder = message('msg_3', 'reminder', 'pat_1', later);

/** What is wrong with these messages of a visit in ten days, when these mails are there. */
function judged(messages: LedgerMessage[], mails = ['msg_1', 'msg_2'], visit = visitIn(10)) {
  return departuresOf([{ visit, messages }], new Map(mails.map((id) => [id, 1])), NOW);
}

describe('what had to leave about a visit', () => {
  it('is content when the mail of each notice is there, and what is for later waits', () => {
    expect(judged([confirmation, notice, reminder])).toEqual({
      figures: { messages: 2, received: 2, lost: 0, duplicates: 0 },
      violations: [],
    });
  });

  it('finds what was marked as sent and never left', () => {
    const { figures, violations } = judged([confirmation, notice], ['msg_2']);
    expect(figures).toEqual({ messages: 2, received: 1, lost: 1, duplicates: 0 });
    expect(violations).toEqual(['confirmation msg_1 was sent and never received']);
  });

  it.each(['failed', 'skipped', 'held', 'queued', 'planned'])('finds one that is %s', (status) => {
    const { violations } = judged([{ ...confirmation, status, reason: 'why' }, notice], ['msg_2']);
    expect(violations).toEqual([`confirmation msg_1 is ${status} (why)`]);
  });

  it('finds one that was put off, or given up before it is due', () => {
    expect(judged([{ ...confirmation, ...later }, notice], ['msg_2']).violations).toHaveLength(1);
    expect(judged([confirmation, { ...notice, ...later }], ['msg_1']).violations).toHaveLength(1);
    expect(judged([confirmation, notice, { ...reminder, status: 'failed' }]).violations).toHaveLength(1);
  });

  it('finds one that was never planned, or planned twice', () => {
    expect(judged([confirmation], ['msg_1']).violations).toEqual(['vis_1 has 0 of new-visit to prc_finch']);
    expect(judged([confirmation, notice, { ...notice, id: 'msg_4' }], ['msg_1', 'msg_2', 'msg_4']).violations).toEqual([
      'vis_1 has 2 of new-visit to prc_finch',
    ]);
  });

  it('knows that practitioners hear of a far visit later, and finds what left too early', () => {
    const far = { ...notice, ...later };
    expect(judged([confirmation, far], ['msg_1'], visitIn(60)).violations).toEqual([]);
    expect(judged([confirmation, far], ['msg_1', 'msg_2'], visitIn(60)).violations).toEqual(['new-visit msg_2 left and still waits']);
    const early = { ...far, status: 'sent' };
    expect(judged([confirmation, early], ['msg_1', 'msg_2'], visitIn(60)).violations).toEqual([
      `new-visit msg_2 left before ${later.dueAt}`,
    ]);
  });

  it('counts what came again, and says when nothing came at all', () => {
    const mails = new Map([
      ['msg_1', 3],
      ['msg_2', 1],
    ]);
    expect(departuresOf([{ visit: visitIn(10), messages: [confirmation, notice] }], mails, NOW).figures.duplicates).toBe(2);
    expect(departuresOf([], mails, NOW).violations).toEqual(['no mail was received, so nothing was tested']);
  });
});

describe('the mails of a mailbox folder', () => {
  it('are counted by the id of their message, when they are whole', () => {
    const folder = mkdtempSync(join(tmpdir(), 'spotwork-mails-'));
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
    try {
      write('1-msg_1.eml', 'From: a@example.org\r\nMessage-ID: <msg_1@example.org>\r\n\r\nHello\r\n');
      write('2-msg_1.eml', 'Message-ID: <msg_1@example.org>\r\n\r\nHello\r\n');
      write('1-msg_2.eml', 'Message-ID: <msg_2@example.org>\r\n\r\n');
      write('1-msg_3.eml', '');
      write('1-msg_4.eml.part', 'Message-ID: <msg_4@example.org>\r\n\r\nHello\r\n');
      write('1-msg_1.json', '{}');
      expect([...mailsIn(folder)]).toEqual([['msg_1', 2]]);
      expect([...mailsIn(join(folder, 'none'))]).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
