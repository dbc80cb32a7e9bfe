import { Injectable } from '@nestjs/common';
import { newId } from '#kernel';
import { type Reader, type RequestContext, Sealer, type Tx } from '#platform';
import type { ConsentState } from './consent.rules.js';
import type { Consent, ConsentChannel, ConsentInput, ConsentPurpose, ConsentSource } from './consent.types.js';

interface ConsentRow {
  id: string;
  address: string;
  channel: string;
  purpose: string;
  version: number;
  given: number;
  source: string;
  wording: string | null;
  patient_id: string | null;
  actor_name: string;
  at: number;
}

/** The ledger: rows are added and never changed. */
@Injectable()
export class ConsentStore {
  constructor(private readonly sealer: Sealer) {}

  /** What holds for these addresses, in one query. */
  async states(reader: Reader, addresses: readonly string[]): Promise<ConsentState[]> {
    if (addresses.length === 0) return [];
    const rows = await reader.all<Pick<ConsentRow, 'address' | 'channel' | 'purpose' | 'version' | 'given'>>(
      `select address, channel, purpose, version, given from consent c where address in (??) and not exists (
         select 1 from consent d where d.address = c.address and d.channel = c.channel and d.purpose = c.purpose and d.version > c.version)`,
      [[...addresses]],
    );
    return rows.map((row) => ({
      address: row.address,
      channel: row.channel as ConsentChannel,
      purpose: row.purpose as ConsentPurpose,
      version: row.version,
      given: row.given === 1,
    }));
  }

  /** Of a patient's record and of these addresses, newest first. */
  async history(reader: Reader, patientId: string, addresses: readonly string[], limit: number): Promise<Consent[]> {
    const rows = await reader.all<ConsentRow>(
      'select * from consent where patient_id = ? or address in (??) order by at desc, id desc limit ?',
      [patientId, [...addresses], limit],
    );
    return rows.map((row) => this.toConsent(row));
  }

  async insert(tx: Tx, ctx: RequestContext, entry: ConsentInput & { version: number }): Promise<Consent> {
    const id = newId('con', ctx.now);
    const { displayName } = ctx.actor;
    await tx.insert('consent', {
      id,
      address: entry.address,
      channel: entry.channel,
      purpose: entry.purpose,
      version: entry.version,
      given: entry.given,
      source: entry.source,
      wording: entry.wording && this.sealer.seal(entry.wording, placeOf(id)),
      patient_id: entry.patientId,
      actor_type: ctx.actor.type,
      actor_id: ctx.actor.id,
      actor_name: displayName,
      at: ctx.now,
    });
    return { ...entry, id, actorName: displayName, at: ctx.now };
  }

  private toConsent(row: ConsentRow): Consent {
    return {
      id: row.id,
      address: row.address,
      channel: row.channel as ConsentChannel,
      purpose: row.purpose as ConsentPurpose,
      version: row.version,
      given: row.given === 1,
      source: row.source as ConsentSource,
      wording: row.wording === null ? undefined : this.sealer.open<string>(row.wording, placeOf(row.id)),
      patientId: row.patient_id ?? undefined,
      actorName: row.actor_name,
      at: row.at,
    };
  }
}

function placeOf(id: string): string {
  return `consent.wording:${id}`;
}
