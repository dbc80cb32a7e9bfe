import { Injectable } from '@nestjs/common';
import { ClinicService } from '#clinic';
import { DAY_MS } from '#kernel';
import { CHORE_ROWS, systemContext, type RequestContext, type Tx } from '#platform';
import { MessageStore } from '../messages/message.store.js';
import { PreferenceStore } from '../preferences/preference.store.js';
import type { DailyDigest } from '../preferences/preference.rules.js';
import { planDigest } from './digest.rules.js';
import { NewMessages } from './new-messages.service.js';

/**
 * Plans the next digest of each practitioner who wants one, as soon as the one before is due. When that was is kept with their
 * preferences, so that it goes on after a restart where it was, on any number of workers.
 */
@Injectable()
export class DigestPlanner {
  constructor(
    private readonly clinic: ClinicService,
    private readonly preferences: PreferenceStore,
    private readonly store: MessageStore,
    private readonly messages: NewMessages,
  ) {}

  /** Resolves to whether there may be more. */
  async planDue(tx: Tx, now: number): Promise<boolean> {
    if ((await this.preferences.digestsDue(tx, now, 1)).length === 0) return false;
    await tx.lock(['daily-digests']);
    const due = await this.preferences.digestsDue(tx, now, CHORE_ROWS);
    const ctx = systemContext('messages', now);
    for (const { practitionerId, digest, lastDueAt } of due) await this.plan(tx, ctx, practitionerId, digest, lastDueAt);
    return due.length === CHORE_ROWS;
  }

  /** They want it at another time, or no more. */
  async planAnew(tx: Tx, ctx: RequestContext, practitionerId: string, digest?: DailyDigest): Promise<void> {
    await this.store.skipKind(tx, practitionerId, 'daily-digest', 'not-wanted');
    if (digest) await this.plan(tx, ctx, practitionerId, digest);
  }

  private async plan(tx: Tx, ctx: RequestContext, practitionerId: string, digest: DailyDigest, lastDueAt?: number): Promise<void> {
    const { practitioners, locations } = await this.clinic.snapshot(tx);
    const location = locations.get(practitioners.get(practitionerId)?.locationIds[0] ?? '');
    // Who works nowhere has no day.
    if (!location) return this.preferences.digestPlanned(tx, practitionerId, ctx.now + DAY_MS);
    const message = planDigest(practitionerId, digest, lastDueAt, ctx.now, location);
    await this.messages.add(tx, ctx, [message]);
    await this.preferences.digestPlanned(tx, practitionerId, message.dueAt);
  }
}
