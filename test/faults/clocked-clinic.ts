import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Api } from '../support/api.js';
import { pause } from '../support/built-server.js';
import { newPatient, type Option, type VisitBody } from '../support/stories.js';
import { freeTimes } from './free-times.js';
import type { Ready, Setup, Wish } from './clocked-clinic.main.js';

const DAY_MS = 86_400_000;
const IDLE_MS = 180_000;
/** Between two looks at whether something is still on its way. */
const LOOK_MS = 100;
/** The runner looks every second: in less it would not see what it must not send yet. */
const EARLY_MS = 1500;

/** A message as its clinic tells of it. */
export interface LedgerMessage {
  id: string;
  visitId?: string;
  visitVersion?: number;
  kind: string;
  step?: string;
  recipient: { type: string; id: string };
  status: string;
  reason?: string;
  dueAt: string;
  sentAt?: string;
}

interface Lane {
  due: number;
  queued: number;
}

/** The clinic of the demo file without its people, as a process of its own whose clock can be moved; mails leave over SMTP. */
export class ClockedClinic extends Api {
  private ahead: number;

  private constructor(
    ready: Ready,
    private readonly child: ChildProcess,
  ) {
    super(ready.url, ready.key);
    this.ahead = ready.now - performance.now();
  }

  static async start({ env, ...setup }: Setup): Promise<ClockedClinic> {
    const given: Setup = { ...setup, env: { UNDO_WINDOW_SECONDS: '0', LOG_LEVEL: 'silent', ...env } };
    const child = fork(join(import.meta.dirname, 'clocked-clinic.main.js'), [JSON.stringify(given)], {
      env: { PATH: process.env['PATH'] },
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const stopped = once(child, 'exit').then(([code]) => {
      throw new Error(`the clinic stopped with ${code}`);
    });
    const [ready] = (await Promise.race([once(child, 'message'), stopped])) as [Ready];
    stopped.catch(() => undefined);
    return new ClockedClinic(ready, child);
  }

  /** What its clock shows, but for the milliseconds that asking takes. */
  get now(): number {
    return this.ahead + performance.now();
  }

  /** Moves its clock, back with a number below zero. */
  async jump(ms: number): Promise<void> {
    this.child.send({ advanceMs: ms } satisfies Wish);
    const [now] = (await once(this.child, 'message')) as [number];
    this.ahead = now - performance.now();
  }

  /** Waits until nothing is due or on its way, but for as many as are held. */
  async idle(held = 0): Promise<void> {
    const end = performance.now() + IDLE_MS;
    for (let calm = 0; calm < 2;) {
      const lanes = await this.lanes();
      // What is handed out is due as well, unless the clock went back meanwhile.
      calm = lanes.reduce((sum, lane) => sum + Math.max(lane.due, lane.queued), 0) === held ? calm + 1 : 0;
      if (performance.now() > end) throw new Error(`messages are still on their way: ${JSON.stringify(lanes)}`);
      await pause(LOOK_MS);
    }
  }

  /**
   * Lets time pass up to an instant, from one due message to the next. Each time it stops shortly before, so that what
   * leaves too early is seen, and waits until what is due then has left.
   */
  async passUntil(end: number): Promise<void> {
    for (;;) {
      const waiting = (await this.ledger(this.now - DAY_MS, end)).filter(({ status }) => status === 'planned' || status === 'held');
      const next = Math.min(...waiting.map(({ dueAt }) => Date.parse(dueAt)));
      if (next === Infinity) break;
      const before = next - EARLY_MS - this.now;
      if (before > 0) await this.jump(before);
      await pause(EARLY_MS + LOOK_MS);
      await this.idle();
    }
    if (end > this.now) await this.jump(end - this.now);
    await this.idle();
  }

  async lanes(): Promise<Lane[]> {
    return (await this.call<{ lanes: Lane[] }>('GET', '/operations/messages')).body.lanes;
  }

  /** Every message that is due from one instant to another. */
  async ledger(from: number, to: number): Promise<LedgerMessage[]> {
    const all: LedgerMessage[] = [];
    const window = `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}&limit=200`;
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const page: { body: { data: LedgerMessage[]; page: { next?: string } } } = await this.call(
        'GET',
        `/messages?${window}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      all.push(...page.body.data);
      cursor = page.body.page.next;
    }
    return all;
  }

  /** What is still to go out about a visit, in the order of its time. */
  async waitingFor(visitId: string): Promise<LedgerMessage[]> {
    const { body } = await this.call<{ data: LedgerMessage[] }>('GET', `/messages?visitId=${visitId}&status=planned&limit=200`);
    return body.data.sort((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt));
  }

  freeTimes(count: number, fromDay: string): Promise<Option[]> {
    return freeTimes(this, count, fromDay);
  }

  /** For a patient of their own. */
  async bookFor(option: Option): Promise<VisitBody> {
    return this.book(await newPatient(this), option);
  }

  async book(patientId: string, option: Option): Promise<VisitBody> {
    const booked = await this.call<VisitBody>('POST', '/visits', { patientId, legs: option.legs });
    if (booked.status !== 201) throw new Error(`booking: ${JSON.stringify(booked.body)}`);
    return booked.body;
  }

  async close(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.disconnect();
    await gone;
  }
}
