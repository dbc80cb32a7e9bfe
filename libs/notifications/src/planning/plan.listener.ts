import { Inject, Injectable } from '@nestjs/common';
import { ClinicService } from '#clinic';
import { dayInterval, newId } from '#kernel';
import { CONFIG, type Config, type Tx } from '#platform';
import { VisitsService, type Visit, type VisitChange, type VisitListener } from '#scheduling';
import { MessageStore } from '../messages/message.store.js';
import type { VisitMessage } from '../messages/message.types.js';
import { MessageRunner } from '../sending/message-runner.service.js';
import { isUpcoming } from '../kinds/kind.js';
import { reminder } from '../kinds/reminder.kind.js';
import { planFollowing, planMessages, type Draft, type PlanContext } from './plan.rules.js';

/** Plans messages in the transaction of the visit's change, so that every booked visit has them (I4). */
@Injectable()
export class PlanListener implements VisitListener {
  readonly key = 'messages';

  constructor(
    private readonly clinic: ClinicService,
    private readonly visits: VisitsService,
    private readonly store: MessageStore,
    private readonly runner: MessageRunner,
    @Inject(CONFIG) private readonly config: Pick<Config, 'undoWindowSeconds'>,
  ) {}

  async onVisitChange(tx: Tx, change: VisitChange): Promise<void> {
    const { after, ctx } = change;
    const clinic = await this.clinic.snapshot(tx);
    const location = clinic.locations.get(after.locationId)!;
    const context: PlanContext = { now: ctx.now, clinic, location, undoMs: this.config.undoWindowSeconds * 1000 };
    const existing = change.before ? await this.store.ofVisitForUpdate(tx, after.id) : [];
    const plan = planMessages(change, existing, context);
    await this.store.skip(tx, plan.skip.ids, plan.skip.reason);
    const drafts = [...plan.drafts, ...(await this.remindersOfOthers(tx, after, existing, plan.skip.ids, context))];
    const messages = drafts.map((one): VisitMessage => ({
      id: newId('msg', ctx.now),
      version: 1,
      attempts: 0,
      createdAt: ctx.now,
      ...one,
    }));
    await this.store.insert(tx, messages);
    const soonest = Math.min(...drafts.map((one) => one.dueAt));
    if (Number.isFinite(soonest)) tx.afterCommit(() => this.runner.wakeAt(soonest));
  }

  /** When the visit that carried a day's reminder leaves the day, the patient's first other visit of that day takes it over. */
  private async remindersOfOthers(
    tx: Tx,
    gone: Visit,
    existing: readonly VisitMessage[],
    skipped: readonly string[],
    context: PlanContext,
  ): Promise<Draft[]> {
    const reminders = existing.filter((message) => message.kind === reminder.key && skipped.includes(message.id));
    const drafts: Draft[] = [];
    for (const day of new Set(reminders.map((message) => message.visitDay))) {
      const others = await this.visits.ofPatients(tx, [reminders[0]!.recipientId], dayInterval(day, context.location.timeZone));
      const first = others.filter((visit) => visit.id !== gone.id && isUpcoming(visit)).sort((a, b) => a.start - b.start)[0];
      if (first) drafts.push(...planFollowing(reminder, first, context).filter((one) => one.status === 'planned' && one.visitDay === day));
    }
    return drafts;
  }
}
