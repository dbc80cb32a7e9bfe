import { Injectable } from '@nestjs/common';
import { ClinicService } from '#clinic';
import { DAY_MS, newId } from '#kernel';
import { CHORE_ROWS, type Tx } from '#platform';
import { MessageStore } from '../messages/message.store.js';
import { PreferenceStore } from '../preferences/preference.store.js';
import type { DailyDigest } from '../preferences/preference.rules.js';
import { MessageRunner } from '../sending/message-runner.service.js';
import { planDigest } from './digest.rules.js';

/**
 * Plans the next digest of each practitioner who wants one, as soon as the one before is due. When that was is kept with their
 * preferences, so that it goes on after a restart where it was, on any number of workers.
 */
@Injectable()
export class DigestPlanner {
  constructor(
    private readonly clinic: ClinicService,
    private readonly preferences: PreferenceStore,
    private readonly messages: MessageStore,
    private readonly runner: MessageRunner,
  ) {}

  /** Resolves to whether there may be more. */
  async planDue(tx: Tx, now: number): Promise<boolean> {
    if ((await this.preferences.digestsDue(tx, now, 1)).length === 0) return false;
    await tx.lock(['daily-digests']);
    const due = await this.preferences.digestsDue(tx, now, CHORE_ROWS);
    for (const { practitionerId, digest, lastDueAt } of due) await this.plan(tx, practitionerId, digest, lastDueAt, now);
    return due.length === CHORE_ROWS;
  }

  /** They want it at another time, or no more. */
  async planAnew(tx: Tx, practitionerId: string, digest: DailyDigest | undefined, now: number): Promise<void> {
    await this.messages.skipKind(tx, practitionerId, 'daily-digest', 'not-wanted');
    if (digest) await this.plan(tx, practitionerId, digest, undefined, now);
  }

  private async plan(tx: Tx, practitionerId: string, digest: DailyDigest, lastDueAt: number | undefined, now: number): Promise<void> {
    const { practitioners, locations } = await this.clinic.snapshot(tx);
    const location = locations.get(practitioners.get(practitionerId)?.locationIds[0] ?? '');
    // Who works nowhere has no day.
    if (!location) return this.preferences.digestPlanned(tx, practitionerId, now + DAY_MS);
    const message = planDigest(practitionerId, digest, lastDueAt, now, location);
    await this.messages.insert(tx, [{ id: newId('msg', now), version: 1, attempts: 0, createdAt: now, ...message }]);
    await this.preferences.digestPlanned(tx, practitionerId, message.dueAt);
    tx.afterCommit(() => this.runner.wakeAt(message.dueAt));
  }
}
