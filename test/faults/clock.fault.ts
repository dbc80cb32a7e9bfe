import { pause } from '../support/built-server.js';
import type { VisitBody } from '../support/stories.js';
import { ClockedClinic, type LedgerMessage } from './clocked-clinic.js';
import type { FaultReport } from './story.js';
import { type TakenMail, TroubledMailServer } from './troubled-mail-server.js';

const NOW = '2026-12-08T17:10:00Z';
const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const JUMPS = [SECOND_MS, -SECOND_MS, HOUR_MS, -HOUR_MS, DAY_MS, -DAY_MS];
/** The runner looks every second: it has looked with the wrong clock then, and what it took has left. */
const WRONG_MS = 2500;
const RIGHT_MS = 1500;
const ANSWER_MS = 800;
/** What the test's idea of the clinic's clock may be off. */
const ASKING_MS = 2000;
/** What is due before the quiet hours has half an hour to leave. */
const STEP_MS = 20 * 60_000;
/** A reminder so close to its visit that one jump leaves both behind, and that would come in the quiet hours. */
const SHORT_NOTICE = { 'reminders: [3d, 1d]': 'reminders: [3d, 1d, 2h]' };
const STEPS = ['3d', '1d', '2h'];
const ZONES = [
  { timeZone: 'America/Denver', day: '2026-11-01', from: '2026-10-28T16:00:00Z' },
  { timeZone: 'Europe/Berlin', day: '2027-03-28', from: '2027-03-24T10:00:00Z' },
  { timeZone: 'America/Denver', day: '2027-03-14', from: '2027-03-10T16:00:00Z' },
  { timeZone: 'Europe/Berlin', day: '2026-10-25', from: '2026-10-21T10:00:00Z' },
];
const QUIET = { from: 21 * 60, to: 8 * 60 };

/** In days: the last reminder is still to come. */
const SOON = 0.125;

interface Booked {
  visit: VisitBody;
  at: number;
}

interface Jump {
  from: number;
  to: number;
}

/** The clock jumps by a second, an hour and a day, there and back, while messages are planned, due and sent. */
export async function clockJumps(jumps: number): Promise<FaultReport> {
  const server = await TroubledMailServer.start({ answer: () => pause(Math.random() * ANSWER_MS).then(() => 'taken' as const) });
  let clinic: ClockedClinic | undefined;
  try {
    clinic = await ClockedClinic.start({ now: NOW, changes: SHORT_NOTICE, env: { SMTP_URL: server.url } });
    const story = new JumpStory(clinic);
    for (let i = 0; i < jumps; i++) await story.jump(JUMPS[i % JUMPS.length]!);
    const ledger = await story.end();
    const { early, afterStart } = lateAndEarly(ledger, story.booked, server.taken);
    const lost = ledger.filter(({ id, status }) => status === 'sent' && server.timesTaken(id) === 0);
    const jumpedOver = story.jumpedOver(ledger);
    return {
      name: 'the clock jumps by ±1 s, ±1 h, ±1 day',
      figures: {
        jumps: story.jumps.length,
        messages: ledger.length,
        received: server.taken.length,
        early: early.length,
        afterStart: afterStart.length,
        lost: lost.length,
        skipped: ledger.filter(({ status }) => status === 'skipped').length,
        jumpedOver,
        duplicates: server.duplicates,
        inFlightAtJumps: story.inFlight,
      },
      violations: [
        ...early,
        ...afterStart,
        ...lost.map(({ id, kind }) => `sent and never received: ${id} (${kind})`),
        ...story.unfinished(ledger),
        ...(server.duplicates > story.inFlight ? [`${server.duplicates} duplicates, and only ${story.inFlight} in flight at a jump`] : []),
        ...(jumpedOver === 0 ? ['no reminder was jumped over together with its visit, so that was not tested'] : []),
        ...(story.inFlight === 0 ? ['no message was in flight at a jump, so that was not tested'] : []),
      ],
    };
  } finally {
    await clinic?.close();
    await server.close();
  }
}

class JumpStory {
  readonly booked: Booked[] = [];
  readonly jumps: Jump[] = [];
  inFlight = 0;

  constructor(private readonly clinic: ClockedClinic) {}

  /** Away and back to the right time, close to when something is due. */
  async jump(by: number): Promise<void> {
    const { clinic } = this;
    await this.toNextDue(-SECOND_MS / 2);
    for (const daysAhead of [SOON, 1, 3, 5]) await this.book(daysAhead);
    await pause(Math.random() * ANSWER_MS);
    await this.move(by);
    await this.book(2);
    await pause(WRONG_MS);
    await this.move(-by);
    await pause(RIGHT_MS);
    if (Math.abs(by) > SECOND_MS) await clinic.idle();
  }

  /** Lets the right time pass until everything is over; resolves to what became of all. */
  async end(): Promise<LedgerMessage[]> {
    while (await this.toNextDue(STEP_MS)) await this.clinic.idle();
    const last = Math.max(...this.booked.map(({ visit }) => Date.parse(visit.start)));
    return this.clinic.ledger(Date.parse(NOW) - 3 * DAY_MS, last + 3 * DAY_MS);
  }

  /** What has not come to a right end. */
  unfinished(ledger: readonly LedgerMessage[]): string[] {
    const found: string[] = [];
    for (const message of ledger) {
      if (message.status === 'sent') continue;
      const about = `${message.kind} ${message.step ?? ''} ${message.id}`;
      if (message.status !== 'skipped') found.push(`${about} is ${message.status} (${message.reason})`);
      else if (message.reason !== 'too-late' || !this.wasTooLate(message)) found.push(`${about} was skipped (${message.reason})`);
    }
    for (const { visit } of this.booked) {
      const about = ledger.filter((message) => message.visitId === visit.id && message.recipient.type === 'patient');
      for (const kind of ['confirmation', 'reminder'])
        if (!about.some((message) => message.kind === kind)) found.push(`no ${kind} was planned for ${visit.id}`);
    }
    return found;
  }

  /** Reminders that were still to come when their visit was booked, and were too late when the clock had jumped. */
  jumpedOver(ledger: readonly LedgerMessage[]): number {
    const atOf = new Map(this.booked.map(({ visit, at }) => [visit.id, at]));
    return ledger.filter(
      ({ kind, status, dueAt, visitId }) =>
        kind === 'reminder' && status === 'skipped' && Date.parse(dueAt) > atOf.get(visitId!)! + ASKING_MS,
    ).length;
  }

  /** The clock showed so when it was planned, or jumped over the visit while the message waited. */
  private wasTooLate(message: LedgerMessage): boolean {
    const { visit, at } = this.booked.find((one) => one.visit.id === message.visitId)!;
    const start = Date.parse(visit.start);
    return Date.parse(message.dueAt) <= at + ASKING_MS || this.jumps.some(({ from, to }) => from < start && to + ASKING_MS >= start);
  }

  /** Forward to a time before or after what is due next; `false` when nothing is. */
  private async toNextDue(after: number): Promise<boolean> {
    const { clinic } = this;
    const waiting = (await clinic.ledger(clinic.now - 3 * DAY_MS, clinic.now + 30 * DAY_MS)).filter(
      ({ status }) => status === 'planned' || status === 'held' || status === 'queued',
    );
    if (waiting.length === 0) return false;
    const next = Math.min(...waiting.map(({ dueAt }) => Date.parse(dueAt)));
    if (next + after > clinic.now) await clinic.jump(next + after - clinic.now);
    return true;
  }

  private async book(daysAhead: number): Promise<void> {
    const { clinic } = this;
    const from = clinic.now + daysAhead * DAY_MS;
    const options = await clinic.freeTimes(150, new Date(from).toISOString().slice(0, 10));
    const option = options.find(({ start }) => Date.parse(start) >= from);
    this.booked.push({ visit: await clinic.bookFor(option!), at: clinic.now });
  }

  private async move(by: number): Promise<void> {
    const { clinic } = this;
    const before = await this.queued();
    const from = clinic.now;
    await clinic.jump(by);
    this.jumps.push({ from, to: clinic.now });
    // Those that were taken between the two looks are in one of them.
    this.inFlight += Math.max(before, await this.queued());
  }

  private async queued(): Promise<number> {
    return (await this.clinic.lanes()).reduce((sum, lane) => sum + lane.queued, 0);
  }
}

/** What left before it was due, and reminders that left when the visit had begun, by the clock that the sender had. */
function lateAndEarly(
  ledger: readonly LedgerMessage[],
  booked: readonly Booked[],
  taken: readonly TakenMail[],
): { early: string[]; afterStart: string[] } {
  const byId = new Map(ledger.map((message) => [message.id, message]));
  const startOf = new Map(booked.map(({ visit }) => [visit.id, Date.parse(visit.start)]));
  const early: string[] = [];
  const afterStart: string[] = [];
  for (const mail of taken) {
    const message = byId.get(mail.id);
    const left = new Date(mail.date).toISOString();
    if (!message) early.push(`received and not in the ledger: ${mail.id}`);
    // A mail tells its time in whole seconds.
    else if (mail.date < Math.floor(Date.parse(message.dueAt) / SECOND_MS) * SECOND_MS)
      early.push(`${message.kind} ${message.id} left at ${left}, before ${message.dueAt}`);
    if (message?.kind === 'reminder' && mail.date >= startOf.get(message.visitId!)!)
      afterStart.push(`reminder ${message.id} left at ${left}, when the visit had begun`);
  }
  return { early, afterStart };
}

/**
 * Visits around the days on which the clocks are changed: each has its confirmation, its notice to the practitioner and its
 * reminders; all arrive, the reminders at the local time of the visit, none of them in the quiet hours.
 */
export async function clockChanges(days: number): Promise<FaultReport> {
  const figures = { days: 0, visits: 0, messages: 0, received: 0, lost: 0, reminders: 0, early: 0, afterStart: 0, inQuietHours: 0 };
  const violations: string[] = [];
  for (const zone of ZONES.slice(0, days)) {
    await overChange(zone, figures, violations);
    figures.days++;
  }
  if (figures.reminders === 0) violations.push('no reminder left, so nothing was tested');
  return { name: 'the clocks are changed (Denver, Berlin)', figures, violations };
}

async function overChange(
  { timeZone, day, from }: (typeof ZONES)[number],
  figures: Record<string, number>,
  violations: string[],
): Promise<void> {
  const server = await TroubledMailServer.start();
  const clinic = await ClockedClinic.start({
    now: from,
    changes: { 'America/Denver': timeZone, ...SHORT_NOTICE },
    env: { SMTP_URL: server.url },
  });
  try {
    const booked: Booked[] = [];
    const change = Date.parse(day);
    // The days around it; of each some, the first and the last of the day among them.
    for (const offset of [-1, 1, 2, 3]) {
      const date = new Date(change + offset * DAY_MS).toISOString().slice(0, 10);
      const options = (await clinic.freeTimes(40, date)).filter((option) => option.start.startsWith(date));
      const chosen = options.filter((_, i) => i % 12 === 0 || i === options.length - 1);
      for (const option of chosen) booked.push({ visit: await clinic.bookFor(option), at: clinic.now });
    }
    await clinic.passUntil(change + 5 * DAY_MS);
    const ledger = await clinic.ledger(Date.parse(from) - DAY_MS, change + 5 * DAY_MS);
    const { early, afterStart } = lateAndEarly(ledger, booked, server.taken);
    const found = [
      ...early,
      ...afterStart,
      ...(booked.length === 0 ? ['nothing was booked, so nothing was tested'] : []),
      ...booked.flatMap((one) => misplanned(ledger, one)),
      ...ledger.flatMap((message) => undelivered(message, booked, server, timeZone)),
      ...localTimes(ledger, booked, server, timeZone, figures),
    ];
    violations.push(...found.map((violation) => `${timeZone} ${day}: ${violation}`));
    figures['visits']! += booked.length;
    figures['messages']! += ledger.length;
    figures['received']! += server.taken.length;
    figures['lost']! += ledger.filter(({ id, status }) => status === 'sent' && server.timesTaken(id) === 0).length;
    figures['early']! += early.length;
    figures['afterStart']! += afterStart.length;
  } finally {
    await clinic.close();
    await server.close();
  }
}

/** What a visit calls for by the clinic's steps, each once, and nothing else. */
function misplanned(ledger: readonly LedgerMessage[], { visit }: Booked): string[] {
  const practitioners = [...new Set(visit.legs.map(({ practitionerId }) => practitionerId))];
  const wanted = [
    'confirmation patient',
    ...STEPS.map((step) => `reminder patient ${step}`),
    ...practitioners.map((id) => `new-visit ${id}`),
  ];
  const found = ledger
    .filter(({ visitId }) => visitId === visit.id)
    .map(({ kind, step, recipient: { type, id } }) => `${kind} ${type === 'patient' ? type : id}${step === undefined ? '' : ` ${step}`}`);
  const [is, shouldBe] = [found, wanted].map((list) => list.sort().join(', '));
  return is === shouldBe ? [] : [`${visit.id} has "${is}" instead of "${shouldBe}"`];
}

/** Everything leaves and arrives once, but for reminders whose moment had passed when their visit was booked. */
function undelivered(message: LedgerMessage, booked: readonly Booked[], server: TroubledMailServer, timeZone: string): string[] {
  const { id, kind, step = '', status, reason } = message;
  if (status === 'sent') {
    const times = server.timesTaken(id);
    return times === 1 ? [] : [`${kind} ${step} ${id} came ${times} times`];
  }
  const about = booked.find(({ visit }) => visit.id === message.visitId);
  if (about && kind === 'reminder' && status === 'skipped' && reason === 'too-late') {
    const start = Date.parse(about.visit.start);
    const { minute, daysBefore } = wantedAt(step, minuteOfDay(start, timeZone));
    const wanted = Date.parse(localDay(start, timeZone)) - daysBefore * DAY_MS + minute * MINUTE_MS;
    const at = about.at + ASKING_MS;
    if (wanted <= Date.parse(localDay(at, timeZone)) + minuteOfDay(at, timeZone) * MINUTE_MS) return [];
  }
  return [`${kind} ${step} ${id} is ${status} (${reason})`];
}

/** Compares with the engine's own zone data, which the product does not use. */
function localTimes(
  ledger: readonly LedgerMessage[],
  booked: readonly Booked[],
  server: TroubledMailServer,
  timeZone: string,
  figures: Record<string, number>,
): string[] {
  const found: string[] = [];
  const visitOf = new Map(booked.map(({ visit }) => [visit.id, visit]));
  for (const message of ledger) {
    if (message.kind !== 'reminder' || message.status !== 'sent') continue;
    const start = Date.parse(visitOf.get(message.visitId!)!.start);
    figures['reminders']!++;
    for (const { date } of server.taken.filter(({ id }) => id === message.id)) {
      const at = minuteOfDay(date, timeZone);
      const wanted = wantedAt(message.step!, minuteOfDay(start, timeZone));
      const isQuiet = at >= QUIET.from || at < QUIET.to;
      if (isQuiet) {
        figures['inQuietHours']!++;
        found.push(`${message.id} left at minute ${at} of the day, in the quiet hours`);
      }
      if (Math.abs(at - wanted.minute) > 1) found.push(`${message.id} left at minute ${at} of the day instead of ${wanted.minute}`);
      const days = (Date.parse(localDay(start, timeZone)) - Date.parse(localDay(date, timeZone))) / DAY_MS;
      if (days !== wanted.daysBefore) found.push(`${message.id} (${message.step}) left ${days} days before`);
    }
  }
  return found;
}

/** When a reminder of a visit leaves: the last of them moves out of the quiet hours, to their end or before they begin. */
function wantedAt(step: string, start: number): { minute: number; daysBefore: number } {
  if (step !== '2h') return { minute: start, daysBefore: Number(step.slice(0, -1)) };
  if (start - 120 >= QUIET.to) return { minute: start - 120, daysBefore: 0 };
  return start - 60 > QUIET.to ? { minute: QUIET.to, daysBefore: 0 } : { minute: QUIET.from - 30, daysBefore: 1 };
}

function minuteOfDay(instant: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const [hour, minute] = format.format(new Date(instant)).split(':');
  return Number(hour) * 60 + Number(minute);
}

function localDay(instant: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date(instant));
}
