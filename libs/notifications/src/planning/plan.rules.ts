import type { ClinicSnapshot, Location } from '#clinic';
import { localDateOf } from '#kernel';
import type { Visit, VisitChange } from '#scheduling';
import type { ClearanceRequest } from '#screening';
import { hasMassage } from '../advice/advice.js';
import { FOLLOWERS, knownKind } from '../kinds/index.js';
import { isUpcoming, type Kind } from '../kinds/kind.js';
import { reminder } from '../kinds/reminder.kind.js';
import { CERTAIN, SOON } from '../kinds/practitioner-new-visit.kind.js';
import { type DraftOf, isOutstanding, wasTold, type VisitMessage } from '../messages/message.types.js';
import { HORIZON_DAYS, isTodayOrTomorrow, withinHorizon } from '../preferences/preference.rules.js';
import type { MessageSettings } from '../settings/message-settings.rules.js';
import { aboutOf, startFor } from './about.rules.js';
import { isKnown } from './catching-up.rules.js';
import { NOT_FIRST } from './following.rules.js';
import { stepsOf } from './moments.rules.js';
import { wakingOf } from './waking.rules.js';

export type Draft = DraftOf<VisitMessage>;

export interface PlanContext {
  now: number;
  clinic: Pick<ClinicSnapshot, 'services'>;
  location: Location;
  undoMs: number;
  /** How many days before a visit practitioners want to hear of it; `HORIZON_DAYS` of whoever has not chosen. */
  horizonDays?: ReadonlyMap<string, number>;
  settings: MessageSettings;
  /** Of the patient: no massage before this visit, and nothing told about why they come. */
  isFirst?: boolean;
  hasNoIntake?: boolean;
}

export interface MessagePlan {
  drafts: Draft[];
  /** Outstanding messages that the change outdates. */
  skips: { ids: string[]; reason: string }[];
  /** Held messages that the change sets free; absent: none. */
  wakes?: { ids: string[]; dueAt: number };
}

/** One person to whom a visit is announced. `first` is what they hear first. */
interface Person {
  type: 'patient' | 'practitioner';
  id: string;
  first: 'confirmation' | 'new-visit';
}

/** What a change of a visit means for its messages. `existing` are the visit's messages so far. */
export function planMessages(change: VisitChange, existing: readonly VisitMessage[], context: PlanContext): MessagePlan {
  const { before, after } = change;
  if (!before) return { drafts: planBooked(after, context), skips: [] };
  const waking = becomesCertain(before, after) ? wakingOf(after, existing, context.now, context.undoMs) : undefined;
  const plans: Part[] = [
    ...FOLLOWERS.map((kind) => planFollowingChange(kind, before, after, existing, context)),
    outdatedRequests(after, existing, context),
    missed(change, before, context),
    ...peopleOf(before, after).map((person) => planNotice(person, change, before, existing, context)),
    { drafts: [], outdated: waking?.superseded ?? [], reason: 'superseded' },
  ];
  const reasonOf = ({ reason = 'visit-moved' }: Part) => (after.status === 'cancelled' ? 'visit-cancelled' : reason);
  const skips = plans.filter((plan) => plan.outdated.length > 0).map((plan) => ({ ids: plan.outdated, reason: reasonOf(plan) }));
  return { drafts: plans.flatMap((plan) => plan.drafts), skips, wakes: waking };
}

function becomesCertain(before: Visit, after: Visit): boolean {
  return before.status === 'tentative' && after.status !== 'tentative' && isUpcoming(after);
}

/** What a change means for one kind or person. */
interface Part {
  drafts: Draft[];
  /** Ids of what has not left and is not true any more. */
  outdated: string[];
  /** Absent: it moved. */
  reason?: string;
}

/** Every message of a fresh visit. One that has begun, or is over, as when the past is imported, needs none. */
function planBooked(visit: Visit, context: PlanContext): Draft[] {
  if (!isUpcoming(visit) || visit.start <= context.now) return [];
  const notices = peopleOf(visit).map((person) => notice(person, person.first, visit, context));
  return [...notices, ...FOLLOWERS.flatMap((kind) => planFollowing(kind, visit, context))];
}

/** What a visit calls for beside news. A moment that has passed is written down as skipped, so that staff can see it. */
export function planFollowing(kind: Kind, visit: Visit, context: PlanContext): Draft[] {
  if (aboutOf(visit, { kind: kind.key, recipientType: kind.recipient, recipientId: visit.patientId }) === '') return [];
  const patient: Person = { type: 'patient', id: visit.patientId, first: 'confirmation' };
  const { settings, isFirst = false, hasNoIntake = false, clinic, location, now, undoMs } = context;
  if (kind.setting && !settings[kind.setting]) return [];
  return kind.plan!({ visit, isFirst, hasNoIntake, clinic, location, now, undoMs }).map(({ dueAt, step, perDay, once }) => {
    const following = draft(visit, kind.key, patient, dueAt, context);
    following.step = step;
    if (dueAt <= now) Object.assign(following, { dedupe: undefined, status: 'skipped', reason: 'too-late' });
    else if (once) following.dedupe = `${visit.patientId}|${kind.key}`;
    else if (perDay) following.dedupe = `${visit.patientId}|${following.visitDay}|${kind.key}|${step ?? ''}`;
    else if (step !== undefined) following.dedupe += `|${step}`;
    return following;
  });
}

/** Those that the visit no longer calls for go; those that it calls for now come. */
function planFollowingChange(kind: Kind, before: Visit, after: Visit, existing: readonly VisitMessage[], context: PlanContext): Part {
  const who = { kind: kind.key, recipientType: kind.recipient, recipientId: after.patientId };
  const isSame = aboutOf(before, who) === aboutOf(after, who);
  const clinic = context.clinic;
  const isOfFirst = kind.ofFirst === true && hasMassage({ visit: before, clinic }) !== hasMassage({ visit: after, clinic });
  if (isSame && !isOfFirst) return kind === reminder ? otherSteps(before, after, existing, context) : { drafts: [], outdated: [] };
  const theirs = existing.filter((message) => message.kind === kind.key && message.recipientType === kind.recipient);
  const outdated = theirs.filter((message) => isOutstanding(message, context.now)).map((message) => message.id);
  const reason = aboutOf(after, who) === '' ? kind.outdated : isSame ? NOT_FIRST : undefined;
  if (isUpcoming(after) && after.start <= context.now) return { drafts: [], outdated, reason };
  const known = new Set(theirs.map((message) => `${message.visitDay} ${message.step}`));
  // That one came too late is written down once, not at every move.
  const drafts = planFollowing(kind, after, context).filter((one) => one.status === 'planned' || !known.has(`${one.visitDay} ${one.step}`));
  return { drafts, outdated, reason };
}

/** Services may have steps of their own: a visit that has lost or won a part may have reminders at others, at the same time. */
function otherSteps(before: Visit, after: Visit, existing: readonly VisitMessage[], context: PlanContext): Part {
  const stepsNow: readonly string[] = stepsOf(after, context.clinic, context.location);
  if (stepsNow.join() === stepsOf(before, context.clinic, context.location).join()) return { drafts: [], outdated: [] };
  const theirs = existing.filter((message) => message.kind === reminder.key && message.recipientType === reminder.recipient);
  const gone = theirs.filter((message) => isOutstanding(message, context.now) && !stepsNow.includes(message.step ?? ''));
  const drafts = planFollowing(reminder, after, context).filter((one) => !isKnown(one, theirs));
  return { drafts, outdated: gone.map((message) => message.id) };
}

/** Nobody is asked for the sake of a visit that no longer waits. */
function outdatedRequests(after: Visit, existing: readonly VisitMessage[], context: PlanContext): Part {
  const requests = existing.filter((message) => message.kind === 'clearance-request' && isOutstanding(message, context.now));
  const outdated = after.status === 'tentative' ? [] : requests.map((message) => message.id);
  return { drafts: [], outdated, reason: 'answered' };
}

/** Whoever still expects the patient hears at once that they have missed another part. */
function missed(change: VisitChange, before: Visit, context: PlanContext): Part {
  const { after } = change;
  const newly = after.legs.filter((leg, i) => leg.status === 'no-show' && before.legs[i]!.status !== 'no-show');
  if (newly.length === 0) return { drafts: [], outdated: [] };
  const waiting = after.legs.filter((leg) => leg.status === 'booked' && leg.end > context.now).map((leg) => leg.practitionerId);
  const knowing = new Set(newly.map((leg) => leg.practitionerId));
  const others = [...new Set(waiting)].filter((id) => !knowing.has(id)).sort();
  const to = (id: string) => draft(after, 'no-show', { type: 'practitioner', id, first: 'new-visit' }, context.now, context);
  return { drafts: others.map(to), outdated: [] };
}

/** A provider is asked for a go-ahead: at once, because the visit frees itself if they do not answer. */
export function planRequest(
  request: Pick<ClearanceRequest, 'id' | 'provider'>,
  visit: Visit,
  context: Pick<PlanContext, 'now' | 'location' | 'undoMs'>,
): Draft {
  const { practitionerId } = request.provider;
  return {
    kind: 'clearance-request',
    step: undefined,
    recipientType: practitionerId === undefined ? 'referrer' : 'practitioner',
    recipientId: practitionerId ?? request.id,
    visitId: visit.id,
    visitVersion: visit.version,
    channel: 'email',
    locationId: visit.locationId,
    visitDay: localDateOf(visit.start, context.location.timeZone),
    aboutStart: visit.start,
    about: request.id,
    status: 'planned',
    reason: undefined,
    dueAt: context.now + context.undoMs,
    dedupe: `${request.id}|v${visit.version}`,
  };
}

/** What one person hears of a change: nothing when it does not concern them, the news once when several changes come together. */
function planNotice(person: Person, change: VisitChange, before: Visit, existing: readonly VisitMessage[], context: PlanContext): Part {
  const { after } = change;
  const { now } = context;
  const who = { kind: person.first, recipientType: person.type, recipientId: person.id };
  const [was, is] = [aboutOf(before, who), aboutOf(after, who)];
  const theirs = existing.filter((message) => message.recipientId === person.id && isNotice(message));
  const waiting = theirs.filter((message) => isOutstanding(message, now));
  const outdated = waiting.map((message) => message.id);
  const last = lastHeard(theirs, now);
  const settled = becomesCertain(before, after);
  const shorter = person.type === 'patient' && change.kind === 'leg-cancelled';
  if (was === is && !settled && !shorter) return { drafts: [], outdated: [] };
  const nothing = { drafts: [], outdated };
  if (is === '') {
    // Who does not know of it, or would hear of it when it is over, is not told that it is off. Whom no message reached has
    // heard of it from the desk: that it is off reaches nobody either, and the desk sees that.
    if ((!last && !theirs.some(reachedNobody)) || before.end <= now) return nothing;
    return { drafts: [offNotice(person, before, after, last, context)], outdated };
  }
  if (!isUpcoming(after) && person.type === 'patient') return { drafts: [], outdated: [] };
  if (after.start <= now && before.start <= now) return nothing;
  // What waits to tell them of it says how it stands when it goes.
  if (settled && was === is && !last) return { drafts: [], outdated: [] };
  if (!last) return { drafts: [notice(person, person.first, after, context)], outdated };
  const isNewsThatCertain = settled || (after.status !== 'tentative' && waiting.some((message) => message.step === CERTAIN));
  if (isNewsThatCertain) return certain(person, after, last.about === is, outdated, context);
  // Moved and moved back before anybody heard of it.
  if (last.about === is && outdated.length > 0) return nothing;
  return { drafts: [notice(person, 'change', after, context)], outdated };
}

/** It speaks of the time that they know: of a move that nobody told them of they need not hear. */
function offNotice(person: Person, before: Visit, after: Visit, last: VisitMessage | undefined, context: PlanContext): Draft {
  const off = { ...notice(person, 'cancellation', before, context), about: '', visitVersion: after.version };
  if (!last || last.aboutStart <= context.now) return off;
  return { ...off, aboutStart: last.aboutStart, visitDay: localDateOf(last.aboutStart, context.location.timeZone) };
}

/**
 * Whoever was told of a tentative visit hears that it is booked, and has it so in their calendar; in one message with the
 * change that they have not heard of yet, if there is one.
 */
function certain(person: Person, after: Visit, isKnown: boolean, outdated: string[], context: PlanContext): Part {
  const told = notice(person, isKnown ? person.first : 'change', after, context);
  if (person.type === 'practitioner') told.step = CERTAIN;
  return { drafts: [told], outdated, reason: 'superseded' };
}

/** News of the visit itself: the others follow from how it stands. */
function isNotice(message: VisitMessage): boolean {
  const kind = knownKind(message);
  return kind !== undefined && !kind.calendarOnly && kind.plan === undefined && kind.link === undefined && kind.fingerprint === undefined;
}

function reachedNobody({ recipientType, status, reason }: VisitMessage): boolean {
  const unsendable = status === 'skipped' && (reason === 'no-address' || reason === 'opted-out');
  return recipientType === 'patient' && (status === 'failed' || unsendable);
}

/** The last thing they were told about the visit, unless it was that it is off. */
function lastHeard(theirs: readonly VisitMessage[], now: number): VisitMessage | undefined {
  const heard = theirs.filter((message) => wasTold(message, now));
  const last = heard.reduce<VisitMessage | undefined>(
    (latest, message) => (!latest || message.visitVersion >= latest.visitVersion ? message : latest),
    undefined,
  );
  return last?.kind === 'cancellation' ? undefined : last;
}

function peopleOf(...visits: readonly Visit[]): Person[] {
  const practitioners = new Set(
    visits.flatMap((visit) => visit.legs.filter((leg) => leg.status !== 'cancelled').map((leg) => leg.practitionerId)),
  );
  const patient: Person = { type: 'patient', id: visits[0]!.patientId, first: 'confirmation' };
  return [patient, ...[...practitioners].sort().map((id): Person => ({ type: 'practitioner', id, first: 'new-visit' }))];
}

function notice(person: Person, kind: string, visit: Visit, context: PlanContext): Draft {
  const { now, undoMs, location } = context;
  const told = draft(visit, kind, person, now + undoMs, context);
  if (kind !== 'new-visit') return told;
  const days = context.horizonDays?.get(person.id) ?? HORIZON_DAYS;
  told.dueAt = withinHorizon(told.dueAt, told.aboutStart, days, location);
  // By when it was booked: one that comes late because its reader wants it late is no surprise.
  if (isTodayOrTomorrow(told.visitDay, now, location.timeZone)) told.step = SOON;
  return told;
}

function draft(visit: Visit, kind: string, person: Person, dueAt: number, context: PlanContext): Draft {
  const who = { kind, recipientType: person.type, recipientId: person.id };
  const aboutStart = startFor(visit, who);
  return {
    kind,
    step: undefined,
    recipientType: person.type,
    recipientId: person.id,
    visitId: visit.id,
    visitVersion: visit.version,
    channel: 'email',
    locationId: visit.locationId,
    visitDay: localDateOf(aboutStart, context.location.timeZone),
    aboutStart,
    about: aboutOf(visit, who),
    status: 'planned',
    reason: undefined,
    dueAt,
    // The visit first: its id is newer than all others, so that the index grows at its end.
    dedupe: `${visit.id}|${person.id}|${kind}|v${visit.version}`,
  };
}
