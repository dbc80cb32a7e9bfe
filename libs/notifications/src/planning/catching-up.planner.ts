import { Inject, Injectable } from '@nestjs/common';
import { ClinicService, type ClinicSnapshot } from '#clinic';
import { CONFIG, type Config, systemContext, type Tx } from '#platform';
import { type Visit, VisitsService } from '#scheduling';
import { IntakeService } from '#screening';
import { FirstVisits } from '../advice/first-visits.service.js';
import { FOLLOWERS } from '../kinds/index.js';
import { isUpcoming } from '../kinds/kind.js';
import { MessageStore } from '../messages/message.store.js';
import type { MessageSettings } from '../settings/message-settings.rules.js';
import { MessageSettingsService } from '../settings/message-settings.service.js';
import { CatchingUpStore, type CatchingUp } from './catching-up.store.js';
import { isKnown, wishesOf } from './catching-up.rules.js';
import { NewMessages } from './new-messages.service.js';
import { type Draft, planFollowing } from './plan.rules.js';

/** Visits of one transaction. */
const AT_ONCE = 100;
/** Whoever books while the clinic changes its mind plans what was wanted before, and has committed within that time. */
const SETTLED_MS = 10_000;
const NOTHING: Omit<CatchingUp, 'planned'> = { wanted: '', place: { start: 0, id: '' } };

/**
 * What the clinic has asked for since, a step of reminders or a kind that was off, reaches the visits that were booked before:
 * little by little, the next ones first. What it wants no more is left out when it would go.
 */
@Injectable()
export class CatchingUpPlanner {
  constructor(
    private readonly clinic: ClinicService,
    private readonly visits: VisitsService,
    private readonly firsts: FirstVisits,
    private readonly intakes: IntakeService,
    private readonly settings: MessageSettingsService,
    private readonly store: MessageStore,
    private readonly messages: NewMessages,
    private readonly progress: CatchingUpStore,
    @Inject(CONFIG) private readonly config: Pick<Config, 'undoWindowSeconds'>,
  ) {}

  /** Resolves to whether there are more visits to look at. */
  async planMissing(tx: Tx, now: number, atOnce = AT_ONCE): Promise<boolean> {
    const clinic = await this.clinic.snapshot(tx);
    const { settings } = await this.settings.policy(tx);
    const wishes = wishesOf(clinic, settings);
    if (isDone(await this.progress.of(tx), wishes)) return false;
    await tx.lock(['catching-up']);
    const known = await this.progress.of(tx);
    if (isDone(known, wishes)) return false;
    if (known.wanted !== wishes) {
      // What was under way ends here: whoever books meanwhile plans without it.
      const next = known.planned === wishes ? NOTHING : { wanted: wishes, place: { start: now, id: '' } };
      await this.progress.save(tx, { planned: known.planned, ...next });
      return false;
    }
    const { place } = known;
    // A clock that was ahead: seen anew.
    if (place.id === '' && place.start > now + SETTLED_MS) await this.progress.save(tx, { ...known, place: { start: now, id: '' } });
    if (place.id === '' && now - place.start < SETTLED_MS) return false;
    const found = await this.visits.upcoming(tx, place, atOnce);
    await this.planFor(tx, found, { now, clinic, settings });
    const last = found.length < atOnce ? undefined : found.at(-1)!;
    const next: CatchingUp = last
      ? { planned: known.planned, wanted: wishes, place: { start: last.start, id: last.id } }
      : { planned: wishes, ...NOTHING };
    await this.progress.save(tx, next);
    return last !== undefined;
  }

  private async planFor(
    tx: Tx,
    found: readonly Visit[],
    context: { now: number; clinic: ClinicSnapshot; settings: MessageSettings },
  ): Promise<void> {
    const { now, clinic } = context;
    // Whoever changes one of them meanwhile plans for how it is then. Patients first, as all do who hold several visits of one.
    const ids = found.map((visit) => visit.id);
    await tx.lock(ids, [...new Set(found.map((visit) => visit.patientId))]);
    const visits = await this.visits.byIds(tx, ids);
    const upcoming = [...visits.values()].filter((visit) => isUpcoming(visit) && visit.start > now);
    if (upcoming.length === 0) return;
    const firsts = await this.firsts.among(tx, clinic, upcoming);
    const told = await this.intakes.patientsWithOne(tx, [...new Set(upcoming.map((visit) => visit.patientId))]);
    const drafts = upcoming.flatMap((visit) => {
      const location = clinic.locations.get(visit.locationId)!;
      const isFirst = firsts.has(visit.id);
      const hasNoIntake = isFirst && !told.has(visit.patientId);
      const undoMs = this.config.undoWindowSeconds * 1000;
      return FOLLOWERS.flatMap((kind) => planFollowing(kind, visit, { ...context, location, undoMs, isFirst, hasNoIntake }));
    });
    await this.messages.add(tx, systemContext('messages', now), await this.missing(tx, drafts));
  }

  /** Those that nothing was planned for before, whatever became of it. */
  private async missing(tx: Tx, drafts: readonly Draft[]): Promise<Draft[]> {
    const wanted = drafts.filter((draft) => draft.status === 'planned');
    const known = await this.store.followersOf(tx, wanted);
    return wanted.filter((draft) => !isKnown(draft, known));
  }
}

function isDone({ planned, wanted }: CatchingUp, wishes: string): boolean {
  return planned === wishes && wanted === '';
}
