import { Inject, Injectable } from '@nestjs/common';
import { ClinicService, type ClinicSnapshot } from '#clinic';
import { dayInterval } from '#kernel';
import { CONFIG, type Config, type RequestContext, type Tx } from '#platform';
import { type Visit, VisitsService, type VisitChange } from '#scheduling';
import { IntakeService } from '#screening';
import { hasMassage } from '../advice/advice.js';
import { FirstVisits } from '../advice/first-visits.service.js';
import { FOLLOWERS } from '../kinds/index.js';
import { intakeRequest } from '../kinds/intake-request.kind.js';
import { isUpcoming, type Kind } from '../kinds/kind.js';
import { reminder } from '../kinds/reminder.kind.js';
import type { VisitMessage } from '../messages/message.types.js';
import { MessageSettingsService } from '../settings/message-settings.service.js';
import { leavesPlace, type Left } from './following.rules.js';
import { NewMessages } from './new-messages.service.js';
import { type Draft, planFollowing, type PlanContext } from './plan.rules.js';

const OF_FIRST = FOLLOWERS.filter((kind) => kind.ofFirst);

type Context = Omit<PlanContext, 'location' | 'clinic'> & { clinic: ClinicSnapshot };

/** What one visit of several has, the first with a massage or the first of a day, follows to the one that comes first now. */
@Injectable()
export class FollowingMessages {
  constructor(
    private readonly clinic: ClinicService,
    private readonly visits: VisitsService,
    private readonly firsts: FirstVisits,
    private readonly intakes: IntakeService,
    private readonly settings: MessageSettingsService,
    private readonly messages: NewMessages,
    @Inject(CONFIG) private readonly config: Pick<Config, 'undoWindowSeconds'>,
  ) {}

  /** Of several changes at once the second sees what the first has left, and what came to it from there. */
  async lock(tx: Tx, patientId: string): Promise<void> {
    await tx.lock([`first-massage:${patientId}`]);
  }

  /** When the visit that was the first one is off, comes later or has no massage any more, the next one takes over. */
  async takenOver(tx: Tx, change: VisitChange, context: Context): Promise<Draft[]> {
    const { before, after } = change;
    if (!before || !leavesPlace(change, context.clinic)) return [];
    const drafts = await this.ofFirst(tx, after.patientId, OF_FIRST, context);
    // It was not the first one, or still is.
    return drafts.filter((draft) => draft.visitId !== after.id && draft.aboutStart >= before.start);
  }

  /** When the visit that carried a day's reminders leaves the day, the patient's first other visit of that day takes them over. */
  async remindersOfOthers(tx: Tx, gone: Visit, skipped: readonly VisitMessage[], context: Context): Promise<Draft[]> {
    const reminders = skipped.filter((message) => message.kind === reminder.key);
    const drafts: Draft[] = [];
    for (const left of new Map(reminders.map((message) => [message.visitDay, message])).values())
      drafts.push(...(await this.ofDay(tx, left, context, gone)));
    return drafts;
  }

  /**
   * What was in a worker's hands kept its key while its visit changed, so that nothing took its place; as did what an earlier
   * version had not handed on. The caller holds the lock.
   */
  async planAnew(tx: Tx, ctx: RequestContext, left: Left): Promise<void> {
    const { settings } = await this.settings.policy(tx);
    const clinic = await this.clinic.snapshot(tx);
    const context = { now: ctx.now, undoMs: this.config.undoWindowSeconds * 1000, clinic, settings };
    const drafts =
      left.kind === reminder.key
        ? (await this.ofDay(tx, left, context)).filter((draft) => draft.step === left.step)
        : await this.ofFirst(
            tx,
            left.recipientId,
            OF_FIRST.filter((kind) => kind.key === left.kind),
            context,
          );
    await this.messages.add(tx, ctx, drafts);
  }

  /** Reminders of the patient's first visit of a day, as far as there is time for them. */
  private async ofDay(tx: Tx, { recipientId, visitDay, locationId }: Left, context: Context, gone?: Visit): Promise<Draft[]> {
    const { clinic } = context;
    const day = dayInterval(visitDay, clinic.locations.get(locationId)!.timeZone);
    const others = (await this.visits.ofPatients(tx, [recipientId], day)).filter((visit) => visit.id !== gone?.id && isUpcoming(visit));
    const [first] = others.sort((a, b) => a.start - b.start);
    if (!first) return [];
    const location = clinic.locations.get(first.locationId)!;
    const drafts = planFollowing(reminder, first, { ...context, location });
    return drafts.filter((draft) => draft.status === 'planned' && draft.visitDay === visitDay);
  }

  /** What goes with the patient's first visit with a massage, as far as there is time for it. */
  private async ofFirst(tx: Tx, patientId: string, wanted: readonly Kind[], context: Context): Promise<Draft[]> {
    const { clinic, settings, now } = context;
    const kinds = wanted.filter((kind) => kind.setting === undefined || settings[kind.setting]);
    if (kinds.length === 0) return [];
    const start = await this.firsts.startOf(tx, clinic, patientId);
    if (start === undefined || start <= now) return [];
    const found = await this.visits.ofPatients(tx, [patientId], { start, end: start + 1 });
    const first = found.find((visit) => isUpcoming(visit) && hasMassage({ visit, clinic }));
    if (!first) return [];
    const hasNoIntake = kinds.includes(intakeRequest) && (await this.intakes.patientsWithOne(tx, [patientId])).size === 0;
    const location = clinic.locations.get(first.locationId)!;
    const drafts = kinds.flatMap((kind) => planFollowing(kind, first, { ...context, location, isFirst: true, hasNoIntake }));
    return drafts.filter((draft) => draft.status === 'planned');
  }
}
