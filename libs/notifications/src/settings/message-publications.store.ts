import { Injectable } from '@nestjs/common';
import {
  insertPublication,
  type Publication,
  publicationOf,
  type PublicationRow,
  publications,
  type Reader,
  type RequestContext,
  type Row,
  type Tx,
} from '#platform';
import type { ClinicWording } from '../wording/clinic-wording.rules.js';
import type { MessageChoices } from './message-settings.rules.js';

const SETTINGS = 'message_settings';
const WORDING = 'message_wording';

export interface Published<T> extends Publication {
  content: T;
}

type ContentRow = PublicationRow & { content: string };

interface Versions {
  settings: number | null;
  wording: number | null;
}

/** What a clinic has published about its messages: settings, and wordings of its own. */
@Injectable()
export class MessagePublicationStore {
  /** One small read, so that what follows from them may be kept in memory. */
  async versions(reader: Reader): Promise<Versions> {
    const row = await reader.get<Versions>(
      `select (select max(version) from ${SETTINGS}) as settings, (select max(version) from ${WORDING}) as wording`,
    );
    return row!;
  }

  async settings(reader: Reader): Promise<Published<MessageChoices>> {
    return (await newest<MessageChoices>(reader, SETTINGS, 1))[0] ?? { version: 0, content: {} };
  }

  async wording(reader: Reader): Promise<Published<ClinicWording>> {
    return (await newest<ClinicWording>(reader, WORDING, 1))[0] ?? { version: 0, content: {} };
  }

  async wordingOf(reader: Reader, version: number): Promise<Published<ClinicWording> | undefined> {
    const row = await reader.get<ContentRow>(`select * from ${WORDING} where version = ?`, [version]);
    return row && published<ClinicWording>(row);
  }

  /** The newest first. */
  settingsHistory(reader: Reader, count: number): Promise<Publication[]> {
    return newest(reader, SETTINGS, count);
  }

  wordingHistory(reader: Reader, count: number): Promise<Publication[]> {
    return newest(reader, WORDING, count);
  }

  publishSettings(tx: Tx, ctx: RequestContext, version: number, content: MessageChoices, note?: string): Promise<Publication> {
    return publish(tx, ctx, SETTINGS, version, content, note);
  }

  publishWording(tx: Tx, ctx: RequestContext, version: number, content: ClinicWording, note?: string): Promise<Publication> {
    return publish(tx, ctx, WORDING, version, content, note);
  }
}

async function newest<T>(reader: Reader, table: string, count: number): Promise<Published<T>[]> {
  const rows = await publications<ContentRow>(reader, table, count);
  return rows.map((row) => published<T>(row));
}

function published<T>(row: ContentRow): Published<T> {
  return { ...publicationOf(row), content: JSON.parse(row.content) as T };
}

function publish(tx: Tx, ctx: RequestContext, table: string, version: number, content: object, note?: string): Promise<Publication> {
  const own: Row = { content: JSON.stringify(content) };
  return insertPublication(tx, ctx, table, version, note, own);
}
