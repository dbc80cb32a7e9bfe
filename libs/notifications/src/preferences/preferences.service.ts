import { Inject, Injectable } from '@nestjs/common';
import { ClinicService } from '#clinic';
import { Accounts } from '#identity';
import { DomainError, invalidField, notFound } from '#kernel';
import {
  type Actor,
  Commands,
  CONFIG,
  type Config,
  Database,
  etagOf,
  hasScope,
  record,
  requireMatch,
  type Outcome,
  type Reader,
  type RequestContext,
} from '#platform';
import { DigestPlanner } from '../planning/digest.planner.js';
import { NewMessages } from '../planning/new-messages.service.js';
import { type DailyDigest, DEFAULT_PREFERENCES, type Preferences } from './preference.rules.js';
import { PreferenceStore } from './preference.store.js';
import type { NotificationPreferencesInput, NotificationPreferencesView } from './preferences.dto.js';

/** Whoever holds it may read and change what is somebody else's. */
const FOR_OTHERS = 'clinic:write';

@Injectable()
export class PreferencesService {
  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly clinic: ClinicService,
    private readonly store: PreferenceStore,
    private readonly digests: DigestPlanner,
    private readonly messages: NewMessages,
    private readonly accounts: Accounts,
    @Inject(CONFIG) private readonly config: Pick<Config, 'undoWindowSeconds'>,
  ) {}

  async read({ actor }: RequestContext, practitionerId: string): Promise<{ view: NotificationPreferencesView; etag: string }> {
    const { reader } = this.db;
    await this.requireTheirs(reader, actor, practitionerId);
    const stored = (await this.store.of(reader, [practitionerId])).get(practitionerId);
    return { view: await this.view(reader, practitionerId, stored ?? DEFAULT_PREFERENCES), etag: etagOf(stored?.version ?? 0) };
  }

  async replace(
    ctx: RequestContext,
    practitionerId: string,
    input: NotificationPreferencesInput,
  ): Promise<Outcome<NotificationPreferencesView>> {
    return this.commands.run(ctx, async (tx) => {
      await this.requireTheirs(tx, ctx.actor, practitionerId);
      const wanted = preferencesOf(input, practitionerId);
      await tx.lock([`notifications:${practitionerId}`]);
      const stored = (await this.store.of(tx, [practitionerId])).get(practitionerId);
      // The first one replaces nothing that could have changed meanwhile.
      if (stored || ctx.ifMatch !== undefined) requireMatch(ctx, stored?.version ?? 0);
      const version = (stored?.version ?? 0) + 1;
      if (!stored) await this.store.insert(tx, practitionerId, wanted);
      else if (!(await this.store.replace(tx, practitionerId, stored.version, wanted))) throw new DomainError('stale', 'version-mismatch');
      if (isOther(stored?.dailyDigest, wanted.dailyDigest)) await this.digests.planAnew(tx, ctx, practitionerId, wanted.dailyDigest);
      // A shorter one holds back what is planned when its time comes.
      const longer = wanted.horizonDays - (stored ?? DEFAULT_PREFERENCES).horizonDays;
      const soonest = ctx.now + this.config.undoWindowSeconds * 1000;
      if (longer > 0) await this.messages.hearSooner(tx, practitionerId, longer, soonest);
      await record(tx, ctx, { kind: 'notification-preferences.changed', subject: 'notification-preferences', id: practitionerId, version });
      return { status: 200, body: await this.view(tx, practitionerId, wanted), etag: etagOf(version) };
    });
  }

  private async view(reader: Reader, practitionerId: string, preferences: Preferences): Promise<NotificationPreferencesView> {
    const { horizonDays, channel, urgentChannel, dailyDigest, quietHours, muted, newReferrals } = preferences;
    const hasAccount = (await this.accounts.ofPractitioners(reader, [practitionerId])).has(practitionerId);
    return { practitionerId, hasAccount, horizonDays, channel, urgentChannel, dailyDigest, quietHours, muted: [...muted], newReferrals };
  }

  private async requireTheirs(reader: Reader, actor: Actor, practitionerId: string): Promise<void> {
    if (!(await this.clinic.snapshot(reader)).practitioners.has(practitionerId)) throw notFound('practitioner');
    if (actor.practitionerId === practitionerId || hasScope(actor, FOR_OTHERS)) return;
    throw new DomainError('forbidden', 'insufficient-scope', {
      detail: `What is not your own needs the scope ${FOR_OTHERS}.`,
      extra: { scope: FOR_OTHERS },
    });
  }
}

function isOther(a: DailyDigest | undefined, b: DailyDigest | undefined): boolean {
  return a?.about !== b?.about || a?.at !== b?.at;
}

function preferencesOf(input: NotificationPreferencesInput, practitionerId: string): Preferences {
  const { practitionerId: named, hasAccount: _, muted = [], newReferrals = false, ...rest } = input;
  if (named !== undefined && named !== practitionerId)
    throw invalidField('/practitionerId', 'other-practitioner', 'These are the notifications of somebody else.');
  const { quietHours } = rest;
  if (quietHours && quietHours.from === quietHours.to)
    throw invalidField('/quietHours/to', 'quiet-hours-empty', 'Quiet hours that end as they begin are none: leave them out.');
  return { ...rest, muted, newReferrals };
}
