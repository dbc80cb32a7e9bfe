import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY_MS, HOUR_MS } from '#kernel';
import { MessageRunner } from '#notifications';
import { Database } from '#platform';
import { bookPair, findPairs, messagesOf, movesTo, newPatient, service, type VisitBody } from '../support/stories.js';
import { TestApp } from '../support/test-app.js';
import { databasesUnderTest } from '../support/test-databases.js';

// Monday 09:00 in Denver.
const NOW = '2027-02-01T16:00:00Z';
const OF_FIRST = ['first-visit', 'intake-request'];

describe.each(databasesUnderTest())('what goes with the first visit on %s', (database) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ database, now: NOW });
    const { etag } = await app.call('GET', '/messages/settings');
    expect((await app.call('PUT', '/messages/settings', { intakeRequest: true }, { 'if-match': etag! })).status).toBe(200);
  });

  afterAll(() => app.close());

  const day = (days: number) => new Date(app.clock.now() + days * DAY_MS).toISOString().slice(0, 10);
  const optionsOn = async (patientId: string, days: number) =>
    (await findPairs(app, { from: day(days), to: day(days + 2), patientId })).options;
  const bookIn = async (patientId: string, days: number) => bookPair(app, patientId, (await optionsOn(patientId, days))[0]!);
  const cancel = async (visit: VisitBody) =>
    expect((await app.call('POST', `/visits/${visit.id}/cancel`, { reason: 'Asked for it.' }, { 'if-match': '*' })).status).toBe(200);
  const moveTo = async (visit: VisitBody, patientId: string, days: number) => {
    const legs = movesTo(visit, (await optionsOn(patientId, days))[0]!);
    expect((await app.call('POST', `/visits/${visit.id}/reschedule`, { legs }, { 'if-match': '*' })).status).toBe(200);
  };
  const deliver = () => app.server.app.get(MessageRunner).drain();
  /** What goes with the first visit, of each visit; what is left out once more in brackets. */
  const told = async (...visits: VisitBody[]) =>
    Promise.all(
      visits.map(async ({ id }) =>
        (await messagesOf(app, id))
          .filter((message) => OF_FIRST.includes(message.kind))
          .map(({ kind, status, reason }) => (reason ? `${kind} ${reason}` : `${kind} ${status}`))
          .sort(),
      ),
    );
  const PLANNED = ['first-visit planned', 'intake-request planned'];
  const off = (reason: string) => OF_FIRST.map((kind) => `${kind} ${reason}`);

  it('changes over to an earlier visit that is booked later, and back when that is cancelled', async () => {
    const patientId = await newPatient(app);
    const later = await bookIn(patientId, 16);
    expect(await told(later)).toEqual([PLANNED]);
    const earlier = await bookIn(patientId, 9);
    expect(await told(earlier, later)).toEqual([PLANNED, []]);
    const [message] = (await messagesOf(app, earlier.id)).filter(({ kind }) => kind === 'first-visit');
    expect(Date.parse(message!.dueAt)).toBeLessThan(Date.parse(earlier.start));
    await cancel(earlier);
    expect(await told(earlier, later)).toEqual([off('visit-cancelled'), PLANNED]);
    await cancel(later);
    expect(await told(later)).toEqual([off('visit-cancelled')]);
  });

  it('goes to the one that is left when two are cancelled at once', async () => {
    for (let round = 0; round < 5; round++) {
      const patientId = await newPatient(app);
      const visits = [await bookIn(patientId, 9), await bookIn(patientId, 16), await bookIn(patientId, 23)];
      await Promise.all(visits.slice(0, 2).map(cancel));
      const [first, second, left] = await told(...visits);
      expect([first, left]).toEqual([off('visit-cancelled'), PLANNED]);
      expect(second).not.toEqual(expect.arrayContaining([expect.stringContaining('planned')]));
    }
  });

  it('changes over when the first one is moved behind the other, or the other before it', async () => {
    const patientId = await newPatient(app);
    const one = await bookIn(patientId, 9);
    const other = await bookIn(patientId, 16);
    expect(await told(one, other)).toEqual([PLANNED, []]);
    await moveTo(one, patientId, 23);
    expect(await told(one, other)).toEqual([off('visit-moved'), PLANNED]);
    await moveTo(one, patientId, 9);
    expect(await told(one, other)).toEqual([[...off('visit-moved'), ...PLANNED].sort(), []]);
  });

  it('changes over when the first one has no massage any more', async () => {
    const patientId = await newPatient(app);
    const one = await bookIn(patientId, 9);
    const other = await bookIn(patientId, 16);
    const massage = one.legs.find((leg) => leg.serviceId === service('spot-work'))!.id;
    expect((await app.call('POST', `/visits/${one.id}/legs/${massage}/cancel`, undefined, { 'if-match': '*' })).status).toBe(200);
    expect(await told(one, other)).toEqual([off('not-first'), PLANNED]);
  });

  it.each([
    ['in the hands of a worker', `status = 'queued', claimed_until = due_at + 60000, attempts = 1`],
    ['handed out', `status = 'queued', handed_at = due_at`],
    ['not taken over by an earlier version', `dedupe = null`],
  ])('is planned anew for an earlier visit that was booked while its message was %s', async (_, state) => {
    const patientId = await newPatient(app);
    const later = await bookIn(patientId, 16);
    const db = app.server.app.get(Database);
    const due = Math.min(
      ...(await messagesOf(app, later.id)).filter(({ kind }) => OF_FIRST.includes(kind)).map((one) => Date.parse(one.dueAt)),
    );
    await db.run((tx) => tx.run(`update message set ${state}, due_at = ? where visit_id = ? and kind in (??)`, [due, later.id, OF_FIRST]));
    const earlier = await bookIn(patientId, 15);
    await db.run((tx) => tx.run('delete from message where visit_id = ? and kind in (??)', [earlier.id, OF_FIRST]));
    app.clock.advance(due + 2 * 60_000 - app.clock.now());
    await app.server.app.get(MessageRunner).sweep();
    await deliver();
    expect((await told(earlier, later)).flat()).toEqual([...PLANNED, ...off('not-first')]);
  });

  const inHand = async (visit: VisitBody, kinds: string[]) => {
    const messages = (await messagesOf(app, visit.id)).filter(({ kind }) => kinds.includes(kind));
    const due = app.clock.now();
    const held = `update message set status = 'queued', claimed_until = ?, attempts = 1, due_at = ? where id in (??)`;
    await app.server.app.get(Database).run((tx) => tx.run(held, [due + 60_000, due, messages.map(({ id }) => id)]));
  };
  const leaseOver = async () => {
    app.clock.advance(2 * 60_000);
    await app.server.app.get(MessageRunner).sweep();
    await deliver();
  };

  it('goes to the next visit when the first is cancelled while its messages are in the hands of a worker', async () => {
    const patientId = await newPatient(app);
    const [one, other] = [await bookIn(patientId, 16), await bookIn(patientId, 23)];
    await inHand(one, OF_FIRST);
    await cancel(one);
    expect(await told(other)).toEqual([[]]);
    await leaseOver();
    expect(await told(one, other)).toEqual([off('visit-cancelled'), PLANNED]);
  });

  it('comes before the new time when the visit is moved while its messages are in the hands of a worker', async () => {
    const patientId = await newPatient(app);
    const one = await bookIn(patientId, 16);
    await inHand(one, OF_FIRST);
    await moveTo(one, patientId, 23);
    await leaseOver();
    // The questions are the same for the new time.
    expect(await told(one)).toEqual([['first-visit planned', 'first-visit visit-moved', 'intake-request sent']]);
  });

  it('is not planned anew where the desk has stopped it', async () => {
    const patientId = await newPatient(app);
    const later = await bookIn(patientId, 16);
    await inHand(later, ['first-visit']);
    const earlier = await bookIn(patientId, 12);
    const [intake] = (await messagesOf(app, earlier.id)).filter(({ kind }) => kind === 'intake-request');
    const stopped = await app.call('POST', `/messages/${intake!.id}/suppress`, {}, { 'if-match': '*' });
    expect(stopped).toMatchObject({ status: 200 });
    await leaseOver();
    expect(await told(earlier, later)).toEqual([['first-visit planned', 'intake-request suppressed'], ['first-visit not-first']]);
  });

  it('is left out where an earlier visit came too soon to have it', async () => {
    const patientId = await newPatient(app);
    const later = await bookIn(patientId, 9);
    const [message] = (await messagesOf(app, later.id)).filter(({ kind }) => kind === 'first-visit');
    const due = Date.parse(message!.dueAt);
    app.clock.advance(due - HOUR_MS - app.clock.now());
    const soon = (await findPairs(app, { from: day(0), to: day(1), patientId })).options.find(
      ({ start }) => Date.parse(start) < app.clock.now() + 3 * HOUR_MS,
    )!;
    const earlier = await bookPair(app, patientId, soon);
    app.clock.advance(HOUR_MS + 60_000);
    await deliver();
    const [ofEarlier, ofLater] = await told(earlier, later);
    expect(ofEarlier).not.toContain('first-visit planned');
    expect(ofLater).toContain('first-visit not-first');
  });

  it('is sent once, whatever becomes of the visit then', async () => {
    const patientId = await newPatient(app);
    const one = await bookIn(patientId, 9);
    const other = await bookIn(patientId, 16);
    app.clock.advance(Date.parse(one.start) - DAY_MS - app.clock.now());
    await deliver();
    expect(await told(one, other)).toEqual([['first-visit sent', 'intake-request sent'], []]);
    await cancel(one);
    expect(await told(other)).toEqual([[]]);
  });
});
