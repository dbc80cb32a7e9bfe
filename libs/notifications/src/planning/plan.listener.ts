import { Inject, Injectable } from '@nestjs/common';
import { ClinicService, type ClinicSnapshot } from '#clinic';
import { CONFIG, type Config, type Tx } from '#platform';
import { VisitsService, type Visit, type VisitChange, type VisitListener } from '#scheduling';
import { IntakeService } from '#screening';
import { FirstVisits } from '../advice/first-visits.service.js';
import { MessageStore } from '../messages/message.store.js';
import { PreferenceStore } from '../preferences/preference.store.js';
import type { MessageSettings } from '../settings/message-settings.rules.js';
import { MessageSettingsService } from '../settings/message-settings.service.js';
import { isUpcoming } from '../kinds/kind.js';
import { concernsFirst, leavesPlace } from './following.rules.js';
import { FollowingMessages } from './following-messages.service.js';
import { NewMessages } from './new-messages.service.js';
import { planMessages, type PlanContext } from './plan.rules.js';

/** Plans messages in the transaction of the visit's change, so that every booked visit has them (I4). */
@Injectable()
export class PlanListener implements VisitListener {
  readonly key = 'messages';

  constructor(
    private readonly clinic: ClinicService,
    private readonly visits: VisitsService,
    private readonly store: MessageStore,
    private readonly messages: NewMessages,
    private readonly following: FollowingMessages,
    private readonly preferences: PreferenceStore,
    private readonly firsts: FirstVisits,
    private readonly intakes: IntakeService,
    private readonly settings: MessageSettingsService,
    @Inject(CONFIG) private readonly config: Pick<Config, 'undoWindowSeconds'>,
  ) {}

  async onVisitChange(tx: Tx, change: VisitChange): Promise<void> {
    const { after, ctx } = change;
    const clinic = await this.clinic.snapshot(tx);
    const location = clinic.locations.get(after.locationId)!;
    const { settings } = await this.settings.policy(tx);
    const undoMs = this.config.undoWindowSeconds * 1000;
    if (leavesPlace(change, clinic)) await this.following.lock(tx, after.patientId);
    const firsts = await this.firstTime(tx, change, clinic, settings);
    const horizonDays = await this.horizonsOf(tx, after);
    const context: PlanContext = { now: ctx.now, clinic, location, undoMs, settings, horizonDays, ...firsts };
    const existing = change.before ? await this.store.ofVisitForUpdate(tx, after.id) : [];
    const plan = planMessages(change, existing, context);
    for (const { ids, reason } of plan.skips) await this.store.skip(tx, ids, reason, ctx.now);
    if (plan.wakes) await this.messages.wake(tx, plan.wakes.ids, plan.wakes.dueAt);
    const ids = plan.skips.flatMap((skip) => skip.ids);
    const skipped = existing.filter((message) => ids.includes(message.id));
    const drafts = [
      ...plan.drafts,
      ...(await this.following.remindersOfOthers(tx, after, skipped, { ...context, clinic })),
      ...(await this.following.takenOver(tx, change, { ...context, clinic })),
    ];
    await this.messages.add(tx, ctx, drafts);
  }

  private async horizonsOf(tx: Tx, visit: Visit): Promise<Map<string, number>> {
    const stored = await this.preferences.of(tx, [...new Set(visit.legs.map((leg) => leg.practitionerId))]);
    return new Map([...stored].map(([id, { horizonDays }]) => [id, horizonDays]));
  }

  /** What only a new start or a massage more or less can change: whether it is the patient's first, and whether they have told why they come. */
  private async firstTime(
    tx: Tx,
    { before, after }: VisitChange,
    clinic: ClinicSnapshot,
    settings: MessageSettings,
  ): Promise<{ isFirst?: boolean; hasNoIntake?: boolean }> {
    if (!isUpcoming(after) || (before && !concernsFirst(before, after, clinic))) return {};
    if (!settings.firstVisit && !settings.intakeRequest) return {};
    if (!(await this.firsts.among(tx, clinic, [after])).has(after.id)) return {};
    if (!settings.intakeRequest) return { isFirst: true };
    return { isFirst: true, hasNoIntake: (await this.intakes.patientsWithOne(tx, [after.patientId])).size === 0 };
  }
}
