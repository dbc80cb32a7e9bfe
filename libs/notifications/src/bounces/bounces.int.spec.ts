import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { ChangeFeed, parseBouncesUrl } from '#platform';
import { databasesUnderTest, ImapServer, whyNoImap } from '#testing';
import { LaterNews } from '../messages/later-news.service.js';
import { ReportedStore } from '../messages/reported.store.js';
import { absenceNote, exchangeBounce, forwardedBounce, postfixBounce, wrappedBounce } from '../testing/bounces.js';
import { at, patient, visit } from '../testing/visits.js';
import { World } from '../testing/world.js';
import { BounceMailboxStore } from './bounce-mailbox.store.js';
import { Bounces } from './bounces.service.js';
import { mailboxProblem } from './imap-mailbox.js';

const NOW = at('2026-11-23T10:00:00-07:00');
const FRIDAY = at('2026-11-27T10:00:00-07:00');
const MINUTE_MS = 60_000;

const missing = whyNoImap();
if (missing) console.warn(`mails that come back are not tested: ${missing}`);
if (missing && process.env['REQUIRE_SERVICES'] === '1') it('an IMAP server is required', () => expect(missing).toBeUndefined());

const proxies: Server[] = [];
afterEach(() => void proxies.splice(0).forEach((proxy) => proxy.close()));

/** The port of a way to the server on which every connection breaks that asks for a mail. */
async function brokenAt(uid: number, to: number): Promise<number> {
  const proxy = createServer((socket) => {
    const upstream = connect(to, '127.0.0.1');
    for (const [one, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const)
      one.on('error', () => undefined).once('close', () => other.destroy());
    upstream.pipe(socket);
    socket.on('data', (data) => {
      const asked = /UID FETCH ([\d,:]+)/i.exec(data.toString('latin1'))?.[1] ?? '';
      const isAsked = asked.split(',').some((range) => {
        const [from = NaN, until = from] = range.split(':').map(Number);
        return from <= uid && uid <= until;
      });
      if (isAsked) socket.destroy();
      else upstream.write(data);
    });
  });
  proxies.push(proxy);
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return (proxy.address() as AddressInfo).port;
}

(missing ? describe.skip : describe)(`mails that come back${missing ? ` (${missing})` : ''}`, () => {
  let server: ImapServer;
  beforeAll(async () => {
    server = await ImapServer.start();
  }, 90_000);
  afterAll(() => server.close());

  it('are not read over a connection whose certificate nobody has signed, however it came to be encrypted', async () => {
    const plain = parseBouncesUrl(server.url());
    if ('wrong' in plain) throw new Error(plain.wrong);
    expect(await mailboxProblem(plain, NOW)).toBeUndefined();
    for (const mailbox of [
      { ...plain, security: 'starttls' as const },
      { ...plain, security: 'tls' as const, port: server.tlsPort },
    ])
      expect(await mailboxProblem(mailbox, NOW)).toBe('depth_zero_self_signed_cert');
  });

  describe.each(databasesUnderTest())('on %s', (database) => {
    let world: World;
    let folder = '';
    let folders = 0;

    beforeEach(async () => {
      folder = `${database}${++folders}`;
      server.makeFolder(folder);
      world = await World.open(NOW, { database });
      world.health.block(undefined);
      for (let i = 0; i < 3; i++) {
        world.patients.set(`pat_${i}`, patient(`pat_${i}`));
        await world.change('booked', visit(`vis_${i}`, FRIDAY + i * 3_600_000, { patientId: `pat_${i}` }));
      }
      world.clock.advance(180_000);
      await world.sendDue();
    });
    afterEach(() => world.close());

    const reader = (url = server.url(folder)): Bounces => {
      const { db, clock, laneStore } = world;
      const store = new ReportedStore();
      const bounces = parseBouncesUrl(url);
      if ('wrong' in bounces) throw new Error(bounces.wrong);
      return new Bounces(
        db,
        clock,
        new ChangeFeed(db),
        new BounceMailboxStore(),
        store,
        new LaterNews(store, laneStore),
        { bounces },
        world.health,
      );
    };
    const lookNow = (bounces: Bounces) => bounces.look(new AbortController().signal);
    const confirmations = async () => (await world.messages()).filter(({ kind }) => kind === 'confirmation');
    const outcomes = async () => (await confirmations()).map(({ status, reason }) => (reason ? `${status} ${reason}` : status));
    const idOf = async (i: number) => `${(await confirmations())[i]!.id}@desk.example.org`;
    /** The next look, when it is time. */
    const look = async (bounces: Bounces): Promise<void> => {
      world.clock.advance(MINUTE_MS);
      await lookNow(bounces);
    };

    const stateOf = (name = `desk@clinic.example (${folder} at 127.0.0.1)`) => new BounceMailboxStore().of(world.db.reader, name);

    it('have failed, with what their servers say', async () => {
      const bounces = reader();
      server.deliver(postfixBounce({ messageId: await idOf(0) }), folder);
      server.deliver(exchangeBounce({ messageId: await idOf(1) }), folder);
      server.deliver(absenceNote({ messageId: await idOf(2) }), folder);
      server.deliver(forwardedBounce({ messageId: await idOf(2) }), folder);
      await look(bounces);
      expect(await outcomes()).toEqual(['failed bounce-5.1.1', 'failed bounce-5.1.10', 'sent']);
      server.deliver(wrappedBounce({ messageId: await idOf(2) }), folder);
      await look(bounces);
      expect(await outcomes()).toEqual(['failed bounce-5.1.1', 'failed bounce-5.1.10', 'failed bounce-5.1.1']);
      await world.lanes.saveCounts();
      const counts = await world.laneStore.counts(world.db.reader);
      expect(counts.filter(({ outcome }) => outcome === 'failed')).toEqual([{ channel: 'email', outcome: 'failed', n: 3 }]);
      const mailbox = `desk@clinic.example (${folder} at 127.0.0.1)`;
      expect(await bounces.state()).toEqual({ mailbox, readAt: world.clock.now(), problem: undefined });
    });

    it('are read once, and nothing is changed in their mailbox', async () => {
      const bounces = reader();
      server.deliver(postfixBounce({ messageId: await idOf(0) }), folder);
      await look(bounces);
      expect((await stateOf())?.place).toEqual({ validity: expect.stringMatching(/^\d+$/), uid: 1 });
      const [first] = await confirmations();
      await world.db.run((tx) => tx.run("update message set status = 'sent', reason = null where id = ?", [first!.id]));
      server.deliver(postfixBounce({ messageId: await idOf(1), status: '5.2.1' }), folder);
      await look(reader());
      expect(await outcomes()).toEqual(['sent', 'failed bounce-5.2.1', 'sent']);
      expect(server.flags(folder)).toBe('');
    });

    it('say nothing of a later try, which may have gone to another address', async () => {
      const bounces = reader();
      const [first] = await confirmations();
      await world.db.run((tx) => tx.run('update message set attempts = 2 where id = ?', [first!.id]));
      server.deliver(postfixBounce({ messageId: await idOf(0), attempt: 1 }), folder);
      await look(bounces);
      expect(await outcomes()).toEqual(['sent', 'sent', 'sent']);
      server.deliver(postfixBounce({ messageId: await idOf(0), attempt: 2 }), folder);
      await look(bounces);
      expect(await outcomes()).toEqual(['failed bounce-5.1.1', 'sent', 'sent']);
    });

    it('wait for the worker that has them', async () => {
      const bounces = reader();
      const [first] = await confirmations();
      const set = (status: string, until?: number) =>
        world.db.run((tx) => tx.run('update message set status = ?, claimed_until = ? where id = ?', [status, until, first!.id]));
      await set('queued', world.clock.now() + 1.5 * MINUTE_MS);
      for (const i of [2, 0, 1]) server.deliver(postfixBounce({ messageId: await idOf(i) }), folder);
      await look(bounces);
      expect(await outcomes()).toEqual(['queued', 'sent', 'failed bounce-5.1.1']);
      await set('sent');
      await look(bounces);
      expect(await outcomes()).toEqual(['failed bounce-5.1.1', 'failed bounce-5.1.1', 'failed bounce-5.1.1']);
    });

    it('of a delay are on their way still', async () => {
      server.deliver(postfixBounce({ messageId: await idOf(0), status: '4.4.1', action: 'delayed' }), folder);
      await look(reader());
      expect(await outcomes()).toEqual(['sent', 'sent', 'sent']);
    });

    it('are all read when many have come, and when the folder was made anew', async () => {
      const bounces = reader();
      for (let i = 0; i < 120; i++) server.deliver(absenceNote({ messageId: `other${i}@desk.example.org` }), folder);
      server.deliver(postfixBounce({ messageId: await idOf(0) }), folder);
      await look(bounces);
      expect(await outcomes()).toEqual(['failed bounce-5.1.1', 'sent', 'sent']);
      expect((await stateOf())?.place?.uid).toBe(121);
      server.removeFolder(folder);
      server.makeFolder(folder);
      server.deliver(postfixBounce({ messageId: await idOf(1) }), folder);
      await look(bounces);
      expect(await outcomes()).toEqual(['failed bounce-5.1.1', 'failed bounce-5.1.1', 'sent']);
    });

    it('are read before and behind a mail that nobody can read', async () => {
      const port = await brokenAt(2, server.port);
      const bounces = reader(server.url(folder).replace(/:\d+\//, `:${port}/`));
      for (const i of [0, 2, 1]) server.deliver(postfixBounce({ messageId: await idOf(i) }), folder);
      await look(bounces);
      expect(await outcomes()).toEqual(['failed bounce-5.1.1', 'sent', 'sent']);
      expect((await bounces.state())?.problem).toBeDefined();
      await look(bounces);
      await look(bounces);
      expect(await outcomes()).toEqual(['failed bounce-5.1.1', 'failed bounce-5.1.1', 'sent']);
      expect((await bounces.state())?.problem).toBeUndefined();
    });

    it('are looked for by one process at a time, every minute', async () => {
      const [one, other] = [reader(), reader()];
      await look(one);
      server.deliver(postfixBounce({ messageId: await idOf(0) }), folder);
      await lookNow(one);
      await lookNow(other);
      expect(await outcomes()).toEqual(['sent', 'sent', 'sent']);
      world.clock.advance(MINUTE_MS);
      await Promise.all([one, other].map(lookNow));
      expect(await outcomes()).toEqual(['failed bounce-5.1.1', 'sent', 'sent']);
      // Clocks differ by a little, and one that was wrong stops nobody.
      server.deliver(postfixBounce({ messageId: await idOf(1) }), folder);
      world.clock.advance(-1000);
      await lookNow(other);
      expect(await outcomes()).toEqual(['failed bounce-5.1.1', 'sent', 'sent']);
      world.clock.advance(-86_400_000);
      await lookNow(other);
      expect(await outcomes()).toEqual(['failed bounce-5.1.1', 'failed bounce-5.1.1', 'sent']);
    });

    it('never go back, when a slower look ends after a faster one', async () => {
      await look(reader());
      const { validity } = (await stateOf())!.place!;
      const { mailbox } = (await stateOf())!;
      const go = (uid: number) => world.db.run((tx) => new BounceMailboxStore().go(tx, mailbox, { validity, uid }));
      await go(7);
      await go(5);
      expect((await stateOf())?.place).toEqual({ validity, uid: 7 });
    });

    it.each<[problem: string, url: () => string]>([
      ['login', () => server.url(folder, 'wrong')],
      ['folder', () => server.url('None')],
      ['econnrefused', () => server.url(folder).replace(/:\d+\//, ':1/')],
      [
        'depth_zero_self_signed_cert',
        () =>
          server
            .url(folder)
            .replace('imap://', 'imaps://')
            .replace(/:\d+\//, `:${server.tlsPort}/`),
      ],
    ])('stay where they are when the mailbox cannot be read (%s), until it can', async (problem, url) => {
      server.deliver(postfixBounce({ messageId: await idOf(0) }), folder);
      const broken = reader(url());
      await look(broken);
      expect((await broken.state())?.problem).toBe(problem);
      expect((await world.health.report()).problems).toEqual([`The mailbox of mails that come back is not read (${problem}).`]);
      expect(await outcomes()).toEqual(['sent', 'sent', 'sent']);
      // A process that is stopped while it looks says nothing of the mailbox.
      world.clock.advance(MINUTE_MS);
      await broken.look(AbortSignal.abort());
      expect((await broken.state())?.problem).toBe(problem);
      const mended = reader();
      await look(mended);
      expect(await mended.state()).toMatchObject({ readAt: world.clock.now(), problem: undefined });
      expect(await outcomes()).toEqual(['failed bounce-5.1.1', 'sent', 'sent']);
    });

    it('are missed where nobody has looked for long', async () => {
      const bounces = reader();
      expect(await bounces.state()).toBeUndefined();
      await look(bounces);
      world.clock.advance(16 * MINUTE_MS);
      expect(await bounces.state()).toMatchObject({ problem: 'unread' });
      await look(bounces);
      expect(await bounces.state()).toMatchObject({ problem: undefined });
    });

    it('are none of the business of a mail that nobody sent', async () => {
      server.deliver(postfixBounce({ messageId: 'msg_0000000000000000000000@desk.example.org' }), folder);
      await look(reader());
      expect(await outcomes()).toEqual(['sent', 'sent', 'sent']);
    });
  });
});
