import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyDatabase } from '../../apps/cli/src/verify/verify.js';
import { bookPair, findPairs, movesTo, newPatient, service, type Option, type VisitBody } from '../support/stories.js';
import { TestApp } from '../support/test-app.js';
import { databasesUnderTest } from '../support/test-databases.js';

// Monday 09:00 in Denver.
const NOW = '2027-02-01T16:00:00Z';

interface ReferralBody {
  id: string;
  version: number;
  status: string;
  transitions: { from?: string; to: string; reason?: string; visitId?: string; at: string; by: string }[];
}

describe.each(databasesUnderTest())('a referral on %s', (database) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ database, now: NOW });
  });

  afterAll(async () => {
    const findings = await verifyDatabase(app.parts.database, app.clock.now());
    await app.close();
    expect(findings.filter((finding) => finding.violations.length > 0)).toEqual([]);
  });

  const refer = async (patientId: string, extra: Record<string, unknown> = {}): Promise<string> => {
    const body = { patientId, source: 'staff', referrer: { name: 'Dr. Example' }, reason: 'tight', visitsAuthorized: 6, ...extra };
    const made = await app.call<{ id: string }>('POST', '/referrals', body);
    expect(made.status).toBe(201);
    return made.body.id;
  };
  const read = async (id: string): Promise<ReferralBody> => (await app.call<ReferralBody>('GET', `/referrals/${id}`)).body;
  const move = (id: string, to: string, reason?: string) =>
    app.call<ReferralBody>('POST', `/referrals/${id}/transitions`, { to, reason }, { 'if-match': '*' });
  /** The best time of each of the first days. */
  const apart = async (patientId: string, count: number): Promise<Option[]> => {
    const days = ['2027-02-08', '2027-02-09', '2027-02-10', '2027-02-11', '2027-02-12'].slice(0, count);
    return Promise.all(days.map(async (day) => (await findPairs(app, { from: day, to: day, patientId })).options[0]!));
  };
  const spotOf = (visit: VisitBody) => visit.legs.find((leg) => leg.serviceId === service('spot-work'))!.id;
  const act = (visit: VisitBody, path: string, legId = spotOf(visit)) =>
    app.call<VisitBody>('POST', `/visits/${visit.id}/${path.replace(':spot', legId)}`, {}, { 'if-match': '*' });
  const story = (referral: ReferralBody) => referral.transitions.map(({ to, reason }) => `${to}${reason ? `: ${reason}` : ''}`);

  it('is received, accepted, and follows its visits to the end', async () => {
    const patientId = await newPatient(app);
    const made = await app.call<ReferralBody>('POST', '/referrals', {
      patientId,
      referrer: { name: 'Dr. Example' },
      reason: 'tight',
      source: 'outside',
    });
    expect([made.status, made.body.status]).toEqual([201, 'received']);
    const { id } = made.body;
    expect((await move(id, 'accepted')).status).toBe(200);
    const [first, second, third] = await apart(patientId, 3);
    const visit = await bookPair(app, patientId, first!, { referralId: id });
    expect((await read(id)).status).toBe('scheduled');
    const moved = await app.call<VisitBody>(
      'POST',
      `/visits/${visit.id}/reschedule`,
      { legs: movesTo(visit, second!) },
      { 'if-match': '*' },
    );
    expect(moved.status).toBe(200);
    await act(visit, 'cancel');
    expect((await read(id)).status).toBe('visit-cancelled');
    const kept = await bookPair(app, patientId, third!, { referralId: id });
    await act(kept, 'legs/:spot/arrive');
    await act(kept, 'legs/:spot/complete');
    const done = await read(id);
    expect([done.status, story(done)]).toEqual([
      'in-progress',
      [
        'received',
        'accepted',
        'scheduled: visit-booked',
        'scheduled: visit-moved',
        'visit-cancelled: visit-cancelled',
        'scheduled: visit-booked',
        'in-progress: visit-completed',
      ],
    ]);
    expect(done.transitions.slice(2).map((one) => one.visitId)).toEqual([visit.id, visit.id, visit.id, kept.id, kept.id]);
    expect([done.transitions.at(-1)!.by, done.version]).toEqual(['test', 7]);
    expect((await move(id, 'completed')).body.status).toBe('completed');
    await app.settled();
    const changes = await app.call<{ data: { id: string; kind: string; version: number }[] }>('GET', '/changes?limit=1000');
    const versions = changes.body.data.filter((one) => one.id === id).map((one) => one.version);
    expect(versions.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('tells a missed visit, also with another one booked, and one that came late after all', async () => {
    const patientId = await newPatient(app);
    const id = await refer(patientId);
    const [first, second] = await apart(patientId, 2);
    const [missed, other] = [
      await bookPair(app, patientId, first!, { referralId: id }),
      await bookPair(app, patientId, second!, { referralId: id }),
    ];
    await act(missed, 'legs/:spot/no-show');
    expect((await read(id)).status).toBe('no-show');
    await act(other, 'legs/:spot/complete');
    await act(missed, 'legs/:spot/arrive');
    expect(story(await read(id)).slice(3)).toEqual([
      'no-show: visit-no-show',
      'scheduled: visit-completed',
      'in-progress: visit-completed',
      'scheduled: visit-resumed',
    ]);
  });

  it('stays where the table has no move, and knows nothing of visits without massage', async () => {
    const patientId = await newPatient(app);
    const id = await refer(patientId);
    const [first, second] = await apart(patientId, 2);
    const host = second!.legs.filter((leg) => leg.serviceId === service('adjustment'));
    expect((await app.call('POST', '/visits', { patientId, legs: host, referralId: id })).status).toBe(201);
    expect((await read(id)).status).toBe('accepted');
    const visit = await bookPair(app, patientId, first!, { referralId: id });
    expect((await move(id, 'cancellation-requested', 'moved away')).status).toBe(200);
    expect((await act(visit, 'cancel')).status).toBe(200);
    expect((await read(id)).status).toBe('cancellation-requested');
    expect((await move(id, 'cancelled')).body.status).toBe('cancelled');
  });

  it('keeps one history while visits are booked, moved and cancelled at once', async () => {
    const patientId = await newPatient(app);
    const id = await refer(patientId);
    const times = await apart(patientId, 5);
    const visits = await Promise.all(times.slice(0, 3).map((option) => bookPair(app, patientId, option, { referralId: id })));
    const answers = await Promise.all([
      act(visits[0]!, 'cancel'),
      act(visits[1]!, 'legs/:spot/complete'),
      act(visits[2]!, 'legs/:spot/no-show'),
      app.call('POST', '/visits', { patientId, legs: times[3]!.legs, referralId: id }),
      app.call('POST', '/visits', { patientId, legs: times[4]!.legs, referralId: id }),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 201, 201]);
    const { version, transitions } = await read(id);
    expect(transitions).toHaveLength(version);
    transitions.slice(1).forEach((one, i) => expect(one.from).toBe(transitions[i]!.to));
    expect((await app.call('GET', `/referrals/${id}/ledger`)).body).toEqual({ authorized: 6, booked: 2, used: 1, left: 3 });
  });
});
