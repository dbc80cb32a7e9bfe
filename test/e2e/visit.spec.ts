import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ClinicService, demoClinicFile } from '#clinic';
import { systemContext } from '#platform';
import { verifyDatabase } from '../../apps/cli/src/verify/verify.js';
import { bookPair, findPairs, messagesOf, movesTo, newPatient, service, type Option, type VisitBody } from '../support/stories.js';
import { TestApp } from '../support/test-app.js';
import { databasesUnderTest } from '../support/test-databases.js';

// Monday 09:00 in Denver.
const NOW = '2027-02-01T16:00:00Z';
const WEEK = { from: '2027-02-08', to: '2027-02-12' };

describe.each(databasesUnderTest())('a visit on %s', (database) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ database, now: NOW });
  });

  afterAll(async () => {
    const findings = await verifyDatabase(app.parts.database, app.clock.now());
    await app.close();
    expect(findings.filter((finding) => finding.violations.length > 0)).toEqual([]);
  });

  it('is searched, held, booked against a referral, moved and cancelled as a pair', async () => {
    const patientId = await newPatient(app);
    const referral = await app.call<{ id: string }>('POST', '/referrals', {
      patientId,
      source: 'staff',
      referrer: { name: 'Dr. Example' },
      reason: 'tight',
      visitsAuthorized: 2,
    });
    const found = await findPairs(app, { ...WEEK, patientId, referralId: referral.body.id });
    expect(found.options.length).toBe(20);
    expect(found.options[0]!.waitMinutes).toBe(0);
    const hold = await app.call<{ id: string; expiresAt: string }>('POST', '/holds', { legs: found.options[0]!.legs, patientId });
    expect(hold.status).toBe(201);
    const booked = await app.call<VisitBody>('POST', '/visits', { patientId, holdId: hold.body.id, referralId: referral.body.id });
    expect([booked.status, booked.body.status, booked.etag]).toEqual([201, 'booked', '"v1"']);
    expect((await app.call('GET', `/referrals/${referral.body.id}/ledger`)).body).toEqual({ authorized: 2, booked: 1, used: 0, left: 1 });
    const ids = booked.body.legs.map((leg) => leg.id);
    const moved = await app.call<VisitBody>(
      'POST',
      `/visits/${booked.body.id}/reschedule`,
      { legs: movesTo(booked.body, found.options[9]!) },
      { 'if-match': '"v1"' },
    );
    expect([moved.status, moved.body.start]).toEqual([200, found.options[9]!.start]);
    expect(moved.body.legs.map((leg) => leg.id)).toEqual(ids);
    const cancelled = await app.call<VisitBody>('POST', `/visits/${booked.body.id}/cancel`, undefined, { 'if-match': '"v2"' });
    expect([cancelled.status, cancelled.body.status]).toEqual([200, 'cancelled']);
    expect((await app.call('GET', `/referrals/${referral.body.id}/ledger`)).body).toEqual({ authorized: 2, booked: 0, used: 0, left: 2 });
    // The times are free again.
    expect((await findPairs(app, { ...WEEK, patientId })).options[0]).toEqual(found.options[0]);
  });

  it('goes through arrival, work and completion, and refuses every other move', async () => {
    const patientId = await newPatient(app);
    const visit = await bookPair(app, patientId, (await findPairs(app, { ...WEEK, patientId })).options[0]!);
    const act = (leg: number, action: string, version: number) =>
      app.call<VisitBody>('POST', `/visits/${visit.id}/legs/${visit.legs[leg]!.id}/${action}`, undefined, { 'if-match': `"v${version}"` });
    expect((await app.call<VisitBody>('POST', `/visits/${visit.id}/confirm`, {}, { 'if-match': '"v1"' })).body.status).toBe('confirmed');
    expect((await act(0, 'arrive', 2)).body.status).toBe('arrived');
    expect((await act(0, 'start', 3)).body.status).toBe('in-progress');
    expect((await act(0, 'complete', 4)).body.status).toBe('in-progress');
    const again = await act(0, 'complete', 5);
    expect([again.status, again.body]).toEqual([409, expect.objectContaining({ code: 'invalid-transition' })]);
    expect((await act(1, 'no-show', 5)).body.status).toBe('completed');
  });

  it('asks for the version that the caller saw', async () => {
    const patientId = await newPatient(app);
    const visit = await bookPair(app, patientId, (await findPairs(app, { ...WEEK, patientId })).options[0]!);
    expect((await app.call('POST', `/visits/${visit.id}/cancel`)).status).toBe(428);
    expect((await app.call('POST', `/visits/${visit.id}/cancel`, {}, { 'if-match': '"v9"' })).body).toMatchObject({
      status: 412,
      code: 'version-mismatch',
    });
    const read = await app.call('GET', `/visits/${visit.id}`);
    expect((await app.call('GET', `/visits/${visit.id}`, undefined, { 'if-none-match': read.etag! })).status).toBe(304);
    const legs = await app.call<VisitBody>(
      'POST',
      `/visits/${visit.id}/cancel`,
      { legIds: [visit.legs[1]!.id] },
      { 'if-match': read.etag! },
    );
    expect([legs.body.status, legs.body.legs.map((leg) => leg.status)]).toEqual(['booked', ['booked', 'cancelled']]);
  });

  it('happens once per Idempotency-Key', async () => {
    const patientId = await newPatient(app);
    const { options } = await findPairs(app, { ...WEEK, patientId });
    const body = { patientId, legs: options[0]!.legs };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => app.call<VisitBody>('POST', '/visits', body, { 'idempotency-key': `key-${patientId}` })),
    );
    const ids = new Set(answers.filter((answer) => answer.status === 201).map((answer) => answer.body.id));
    expect(ids.size).toBe(1);
    expect(answers.every((answer) => [201, 409].includes(answer.status))).toBe(true);
    const quoted = await app.call<VisitBody>('POST', '/visits', body, { 'idempotency-key': `"key-${patientId}"` });
    expect([quoted.status, ids.has(quoted.body.id), quoted.headers.get('idempotent-replayed')]).toEqual([201, true, 'true']);
    const other = await app.call('POST', '/visits', { patientId, legs: options[7]!.legs }, { 'idempotency-key': `key-${patientId}` });
    expect(other.body).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
  });

  it('is never booked twice: 100 clients on one pair, one wins, the others hear what is free next', async () => {
    const people = await Promise.all(Array.from({ length: 100 }, () => newPatient(app)));
    const option = (await findPairs(app, WEEK)).options[0]!;
    const answers = await Promise.all(
      people.map((patientId) =>
        app.call<VisitBody & { code: string; next: Option[] }>('POST', '/visits', { patientId, legs: option.legs }),
      ),
    );
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    const losers = answers.filter((answer) => answer.status === 409);
    expect(losers).toHaveLength(99);
    expect(losers.every((answer) => answer.body.code === 'slot-taken' && answer.body.next.length === 3)).toBe(true);
  });

  it('on different slots disturbs nobody', async () => {
    const people = await Promise.all(Array.from({ length: 20 }, () => newPatient(app)));
    const { options } = await findPairs(app, { ...WEEK, limit: 200 });
    const disjoint: Option[] = [];
    for (const option of options) {
      const clashes = disjoint.some((other) => other.start < option.end && option.start < other.end);
      if (!clashes && disjoint.length < 20) disjoint.push(option);
    }
    const answers = await Promise.all(
      disjoint.map((option, i) => app.call('POST', '/visits', { patientId: people[i], legs: option.legs })),
    );
    expect(answers.map((answer) => answer.status)).toEqual(disjoint.map(() => 201));
  });

  it('frees what it took, also when the buffers of its services have changed since', async () => {
    const patientId = await newPatient(app);
    // Nobody else's: a longer buffer must not meet a neighbour.
    const day = { from: '2027-03-08', to: '2027-03-08' };
    const { options } = await findPairs(app, { ...day, patientId });
    const visit = await bookPair(app, patientId, options[0]!);
    const file = readFileSync(demoClinicFile(), 'utf8');
    const apply = (text: string) => app.server.app.get(ClinicService).applyFile(systemContext('test', app.clock.now()), text);
    await apply(file.replaceAll(/^( +)(roomKind: .*)$/gm, '$1$2\n$1bufferBeforeMinutes: 5'));
    const [later] = (await findPairs(app, { ...day, patientId, movingVisitId: visit.id, timeOfDay: { from: '14:00', to: '17:00' } }))
      .options as [Option];
    const first = movesTo(visit, later).slice(0, 1);
    const one = await app.call<VisitBody>('POST', `/visits/${visit.id}/reschedule`, { legs: first }, { 'if-match': '"v1"' });
    expect([one.status, one.body.version]).toEqual([200, 2]);
    await apply(file);
    const both = await app.call<VisitBody>(
      'POST',
      `/visits/${visit.id}/reschedule`,
      { legs: movesTo(visit, later) },
      { 'if-match': '"v2"' },
    );
    expect([both.status, both.body.start]).toEqual([200, later.start]);
    expect((await app.call('POST', `/visits/${visit.id}/cancel`, {}, { 'if-match': '"v3"' })).status).toBe(200);
    expect((await findPairs(app, { ...day, patientId })).options).toEqual(options);
  });

  it('is cancelled as far as it is still to come', async () => {
    const patientId = await newPatient(app);
    const visit = await bookPair(app, patientId, (await findPairs(app, { from: '2027-03-09', to: '2027-03-09', patientId })).options[0]!);
    const leg = `/visits/${visit.id}/legs/${visit.legs[0]!.id}`;
    expect((await app.call<VisitBody>('POST', `${leg}/no-show`, {}, { 'if-match': '"v1"' })).body.status).toBe('booked');
    const rest = await app.call<VisitBody>('POST', `/visits/${visit.id}/cancel`, {}, { 'if-match': '"v2"' });
    expect(rest.body.legs?.map((one) => one.status)).toEqual(['no-show', 'cancelled']);
    expect((await app.call('POST', `/visits/${visit.id}/cancel`, {}, { 'if-match': '"v3"' })).body).toMatchObject({ status: 409 });
  });

  it('takes over a hold only for its patient and only while it lasts', async () => {
    const patientId = await newPatient(app);
    const other = await newPatient(app);
    const { options } = await findPairs(app, { ...WEEK, patientId });
    const hold = await app.call<{ id: string }>('POST', '/holds', { legs: options[0]!.legs, patientId, seconds: 60 });
    expect((await findPairs(app, { ...WEEK, patientId: other })).options[0]!.legs).not.toEqual(options[0]!.legs);
    expect((await app.call('POST', '/visits', { patientId: other, holdId: hold.body.id })).body).toMatchObject({
      status: 409,
      code: 'hold-mismatch',
    });
    app.clock.advance(61_000);
    expect((await app.call('POST', '/visits', { patientId, holdId: hold.body.id })).body).toMatchObject({
      status: 409,
      code: 'hold-expired',
    });
    // An expired hold blocks nothing.
    expect((await app.call('POST', '/visits', { patientId: other, legs: options[0]!.legs })).status).toBe(201);
    const second = await app.call<{ id: string }>('POST', '/holds', { legs: options[6]!.legs });
    expect((await app.call('POST', `/holds/${second.body.id}/renew`)).status).toBe(200);
    expect((await app.call('DELETE', `/holds/${second.body.id}`)).status).toBe(204);
  });

  it.each([
    ['off-grid', 422, { start: '2027-02-09T10:02:00-07:00' }],
    ['outside-hours', 422, { start: '2027-02-09T03:00:00-07:00' }],
    ['outside-hours', 422, { start: '2027-02-07T10:00:00-07:00' }],
    ['too-short', 422, { start: '2027-02-09T10:00:00-07:00', end: '2027-02-09T10:10:00-07:00' }],
    ['practitioner-unknown', 422, { practitionerId: 'prac_nobody' }],
    ['practitioner-not-qualified', 422, { serviceId: service('pt-session') }],
    ['room-unknown', 422, { roomId: 'room_nowhere' }],
    ['validation-failed', 400, { start: '2027-02-30T10:00:00-07:00' }],
    ['validation-failed', 400, { start: '2027-02-09T10:00:00' }],
    ['validation-failed', 400, { colour: 'red' }],
  ])('is refused with %s', async (code, status, change) => {
    const patientId = await newPatient(app);
    const { options } = await findPairs(app, { ...WEEK, patientId, legs: [{ serviceId: service('adjustment') }] });
    const { serviceId, practitionerId, roomId, start } = options[0]!.legs[0]!;
    const answer = await app.call('POST', '/visits', { patientId, legs: [{ serviceId, practitionerId, roomId, start, ...change }] });
    expect(answer.body).toMatchObject({ status, code });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect((await app.call<{ data: unknown[] }>('GET', `/visits?patientId=${patientId}`)).body.data).toEqual([]);
  });

  it('keeps a patient from being in two places', async () => {
    const patientId = await newPatient(app);
    const one = [{ serviceId: service('adjustment') }];
    const first = (await findPairs(app, { ...WEEK, legs: one, patientId })).options[0]!;
    const others = (await findPairs(app, { ...WEEK, legs: one, limit: 200 })).options;
    const same = others.find((option) => option.start === first.start && option.legs[0]!.practitionerId !== first.legs[0]!.practitionerId)!;
    expect((await app.call('POST', '/visits', { patientId, legs: first.legs })).status).toBe(201);
    const roomFree = {
      ...same.legs[0]!,
      roomId: same.legs[0]!.roomId === first.legs[0]!.roomId ? 'room_cedar_treatment-6' : same.legs[0]!.roomId,
    };
    expect((await app.call('POST', '/visits', { patientId, legs: [roomFree] })).body).toMatchObject({
      status: 409,
      code: 'slot-taken',
      resource: 'patient',
    });
  });

  it('plans its messages and withdraws them', async () => {
    const patientId = await newPatient(app, { language: 'en' });
    const visit = await bookPair(app, patientId, (await findPairs(app, { ...WEEK, patientId })).options[0]!);
    const planned = await messagesOf(app, visit.id);
    expect(planned.map((message) => `${message.recipient.type} ${message.kind} ${message.step ?? ''}`.trim()).sort()).toEqual(
      [
        'patient confirmation',
        'patient first-visit',
        'patient reminder 1d',
        'patient reminder 3d',
        'practitioner new-visit',
        'practitioner new-visit',
      ].sort(),
    );
    const confirmation = planned.find((message) => message.kind === 'confirmation')!;
    expect([confirmation.status, confirmation.advice]).toEqual(['planned', ['come-early', 'loose-clothing']]);
    expect(confirmation.body).toContain('loose');
    for (const message of planned) expect(`${message.subject} ${message.body}`).not.toMatch(/back|stretch|massage|spot|chiro|adjust/i);
    await app.call('POST', `/visits/${visit.id}/cancel`, undefined, { 'if-match': '"v1"' });
    const after = await messagesOf(app, visit.id);
    expect(after.map((message) => [message.status, message.reason])).toEqual(planned.map(() => ['skipped', 'visit-cancelled']));
  });

  it('shares the reminders of a day with another visit, whichever begins first after a change', async () => {
    const patientId = await newPatient(app);
    const { options } = await findPairs(app, { ...WEEK, patientId, limit: 200 });
    const first = options[0]!;
    const sameDay = (option: Option) => option.start.slice(0, 10) === first.start.slice(0, 10) && option.start > first.end;
    const visits = [await bookPair(app, patientId, first), await bookPair(app, patientId, options.find(sameDay)!)] as const;
    const planned = async () => {
      const list = await app.call<{ data: { visitId: string; step: string }[] }>(
        'GET',
        `/messages?patientId=${patientId}&kind=reminder&status=planned&limit=200`,
      );
      return list.body.data.map((message) => `${message.step} ${message.visitId}`).sort();
    };
    expect(await planned()).toEqual([`1d ${visits[0].id}`, `3d ${visits[0].id}`]);
    // It begins with its second leg then, still before the other one.
    const leg = visits[0].legs[0]!.id;
    const shorter = await app.call('POST', `/visits/${visits[0].id}/legs/${leg}/cancel`, undefined, { 'if-match': '"v1"' });
    expect(shorter.status).toBe(200);
    expect(await planned()).toEqual([`1d ${visits[0].id}`, `3d ${visits[0].id}`]);
    expect((await app.call('POST', `/visits/${visits[0].id}/cancel`, undefined, { 'if-match': '"v2"' })).status).toBe(200);
    expect(await planned()).toEqual([`1d ${visits[1].id}`, `3d ${visits[1].id}`]);
  });

  it('appears in the lists, on the board and in the change feed', async () => {
    const patientId = await newPatient(app);
    const visit = await bookPair(app, patientId, (await findPairs(app, { ...WEEK, patientId })).options[0]!);
    const day = visit.start.slice(0, 10);
    await app.settled();
    const board = await app.call<{ visits: VisitBody[]; change: number; columns: unknown[] }>(
      'GET',
      `/board?locationId=loc_cedar&date=${day}`,
    );
    expect(board.body.visits.map((one) => one.id)).toContain(visit.id);
    const changes = await app.call<{ data: { id: string; kind: string }[] }>(
      'GET',
      `/changes?since=${Math.max(0, board.body.change - 20)}&limit=50`,
    );
    expect(changes.body.data).toContainEqual(expect.objectContaining({ id: visit.id, kind: 'visit.booked' }));
    type Changes = { data: unknown[]; next: number; page: { next?: string; hasMore: boolean } };
    const first = (await app.call<Changes>('GET', '/changes?limit=2')).body;
    expect(first).toMatchObject({ next: 2, page: { next: '2', hasMore: true } });
    const second = (await app.call<Changes>('GET', `/changes?limit=2&cursor=${first.page.next}`)).body;
    expect(second).toEqual((await app.call('GET', '/changes?limit=2&since=2')).body);
    expect((await app.call<Changes>('GET', `/changes?since=${board.body.change + 20}`)).body.page).toEqual({ hasMore: false });
    expect((await app.call('GET', '/changes?since=1&cursor=1')).status).toBe(400);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await app.call<{ data: VisitBody[]; page: { next?: string } }>(
        'GET',
        `/visits?from=${WEEK.from}&to=${WEEK.to}&limit=7${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
      );
      expect(page.status).toBe(200);
      seen.push(...page.body.data.map((one) => one.id));
      cursor = page.body.page.next;
    } while (cursor);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toContain(visit.id);
  });
});
