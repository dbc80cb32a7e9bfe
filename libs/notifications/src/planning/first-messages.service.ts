import { Inject, Injectable } from '@nestjs/common';
import { ClinicService, type ClinicSnapshot } from '#clinic';
import { CONFIG, type Config, type RequestContext, type Tx } from '#platform';
import { VisitsService, type VisitChange } from '#scheduling';
import { IntakeService } from '#screening';
import { hasMassage } from '../advice/advice.js';
import { FirstVisits } from '../advice/first-visits.service.js';
import { FOLLOWERS } from '../kinds/index.js';
import { intakeRequest } from '../kinds/intake-request.kind.js';
import { isUpcoming } from '../kinds/kind.js';
import { MessageSettingsService } from '../settings/message-settings.service.js';
import { leavesPlace } from './first.rules.js';
import { NewMessages } from './new-messages.service.js';
import { type Draft, planFollowing, type PlanContext } from './plan.rules.js';

const OF_FIRST = FOLLOWERS.filter((kind) => kind.ofFirst);

type Context = Omit<PlanContext, 'location' | 'clinic'> & { clinic: ClinicSnapshot };

/** What goes with a patient's first visit with a massage follows that visit. What has been sent is not sent again. */
@Injectable()
export class FirstMessages {
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
  async lock(tx: Tx, patientIds: readonly string[]): Promise<void> {
    await tx.lock(patientIds.map((id) => `first-massage:${id}`));
  }

  /** When the visit that was the first one is off, comes later or has no massage any more, the next one takes over. */
  async takenOver(tx: Tx, change: VisitChange, context: Context): Promise<Draft[]> {
    const { before, after } = change;
    if (!before || !leavesPlace(change, context.clinic)) return [];
    const drafts = await this.ofFirst(tx, after.patientId, context);
    // It was not the first one, or still is.
    return drafts.filter((draft) => draft.visitId !== after.id && draft.aboutStart >= before.start);
  }

  /**
   * A message found that its visit is not the first one any more, and the one that is has none: it was booked while the message
   * was in a worker's hands, or before there was anything to take over. The caller holds the lock.
   */
  async planAnew(tx: Tx, ctx: RequestContext, patientIds: readonly string[]): Promise<void> {
    const { settings } = await this.settings.policy(tx);
    const clinic = await this.clinic.snapshot(tx);
    const context = { now: ctx.now, undoMs: this.config.undoWindowSeconds * 1000, clinic, settings };
    for (const patientId of patientIds) await this.messages.add(tx, ctx, await this.ofFirst(tx, patientId, context));
  }

  /** What goes with the first visit, as far as there is time for it. */
  private async ofFirst(tx: Tx, patientId: string, context: Context): Promise<Draft[]> {
    const { clinic, settings, now } = context;
    const kinds = OF_FIRST.filter((kind) => kind.setting === undefined || settings[kind.setting]);
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
