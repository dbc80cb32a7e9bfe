import { Injectable } from '@nestjs/common';
import { ClinicService, clinicZone } from '#clinic';
import {
  Commands,
  Database,
  etagOf,
  type Outcome,
  publicationView,
  type Reader,
  record,
  type RequestContext,
  requireMatch,
} from '#platform';
import type { ReferralSettingsVersionView, ReferralSettingsView } from './referral-settings.dto.js';
import { effectiveSettings, REFERRAL_SETTINGS, type ReferralChoices } from './settings.rules.js';
import { choicesHistory, currentChoices, insertChoices, type PublishedChoices } from './settings.store.js';

const MAX_HISTORY = 200;

/** The clinic's numbers for referrals: what warns the desk, and what counts as used. */
@Injectable()
export class ReferralSettingsService {
  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly clinic: ClinicService,
  ) {}

  async current(): Promise<{ view: ReferralSettingsView; etag: string }> {
    const published = await currentChoices(this.db.reader);
    return { view: await this.view(this.db.reader, published), etag: etagOf(published.version) };
  }

  /** The newest first; 200 at most. */
  async history(): Promise<ReferralSettingsVersionView[]> {
    const zone = clinicZone(await this.clinic.snapshot());
    return (await choicesHistory(this.db.reader, MAX_HISTORY)).map((published) => publicationView(published, zone));
  }

  /** Publishes all settings anew: what is left out is as released. */
  async publish(ctx: RequestContext, choices: ReferralChoices, note?: string): Promise<Outcome<ReferralSettingsView>> {
    return this.commands.run(ctx, async (tx) => {
      await tx.lock(['referral-settings']);
      const before = await currentChoices(tx);
      requireMatch(ctx, before.version);
      const version = before.version + 1;
      const published = await insertChoices(tx, ctx, version, choices, note);
      await record(tx, ctx, { kind: 'referral-settings.published', subject: 'referral-settings', id: 'clinic', version });
      return { status: 200, body: await this.view(tx, published), etag: etagOf(version) };
    });
  }

  private async view(reader: Reader, published: PublishedChoices): Promise<ReferralSettingsView> {
    const zone = clinicZone(await this.clinic.snapshot(reader));
    return { ...publicationView(published, zone), ...effectiveSettings(published.choices), released: REFERRAL_SETTINGS };
  }
}
