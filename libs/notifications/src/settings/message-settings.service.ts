import { Injectable } from '@nestjs/common';
import { ClinicService, clinicZone } from '#clinic';
import {
  Commands,
  Database,
  etagOf,
  type Outcome,
  type Publication,
  publicationView,
  type Reader,
  record,
  type RequestContext,
  requireMatch,
} from '#platform';
import { bookOf, type ClinicWording, type WordingBook } from '../wording/clinic-wording.rules.js';
import type { MessagePublicationView, MessageSettingsView } from './message-settings.dto.js';
import { effectiveSettings, MESSAGE_SETTINGS, type MessageChoices, type MessageSettings } from './message-settings.rules.js';
import { MessagePublicationStore } from './message-publications.store.js';

const MAX_HISTORY = 200;

/** What a clinic has chosen and worded, as it is now. */
export interface MessagePolicy {
  settings: MessageSettings;
  wording: ClinicWording;
  /** The words as they are used: of the wording, else as released. */
  book: WordingBook;
}

/** A clinic's settings of messages, and the one place that everybody asks for them. */
@Injectable()
export class MessageSettingsService {
  private kept?: MessagePolicy & { key: string };

  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly clinic: ClinicService,
    private readonly store: MessagePublicationStore,
  ) {}

  /** One tiny query while nothing changes: every booking and every batch of messages asks. */
  async policy(reader: Reader): Promise<MessagePolicy> {
    const versions = await this.store.versions(reader);
    const key = `${versions.settings ?? 0}|${versions.wording ?? 0}`;
    if (this.kept?.key === key) return this.kept;
    const wording = (await this.store.wording(reader)).content;
    const policy = {
      key,
      settings: effectiveSettings((await this.store.settings(reader)).content),
      wording,
      book: bookOf(wording),
    };
    this.kept = policy;
    return policy;
  }

  async current(): Promise<{ view: MessageSettingsView; etag: string }> {
    const published = await this.store.settings(this.db.reader);
    return { view: await this.view(this.db.reader, published, published.content), etag: etagOf(published.version) };
  }

  /** The newest first; 200 at most. */
  async history(): Promise<MessagePublicationView[]> {
    const zone = await this.zone(this.db.reader);
    return (await this.store.settingsHistory(this.db.reader, MAX_HISTORY)).map((one) => publicationView(one, zone));
  }

  /** Publishes all settings anew: what is left out is as released. What waits is decided by them when it is due. */
  async publish(ctx: RequestContext, choices: MessageChoices, note?: string): Promise<Outcome<MessageSettingsView>> {
    return this.commands.run(ctx, async (tx) => {
      await tx.lock(['message-settings']);
      const before = await this.store.settings(tx);
      requireMatch(ctx, before.version);
      const version = before.version + 1;
      const published = await this.store.publishSettings(tx, ctx, version, choices, note);
      await record(tx, ctx, { kind: 'message-settings.published', subject: 'message-settings', id: 'clinic', version });
      return { status: 200, body: await this.view(tx, published, choices), etag: etagOf(version) };
    });
  }

  /** Of the first location: where the clinic is. */
  async zone(reader: Reader): Promise<string> {
    return clinicZone(await this.clinic.snapshot(reader));
  }

  private async view(reader: Reader, published: Publication, choices: MessageChoices): Promise<MessageSettingsView> {
    const zone = await this.zone(reader);
    return { ...publicationView(published, zone), settings: effectiveSettings(choices), released: MESSAGE_SETTINGS };
  }
}
