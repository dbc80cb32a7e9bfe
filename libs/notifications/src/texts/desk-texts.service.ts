import { Injectable } from '@nestjs/common';
import { ClinicService, clinicZone } from '#clinic';
import { DomainError, formatInstant, notFound } from '#kernel';
import { PatientsService } from '#patients';
import {
  Commands,
  Cursors,
  Database,
  DEFAULT_LIMIT,
  etagOf,
  type Outcome,
  type Reader,
  record,
  type RequestContext,
  requireMatch,
} from '#platform';
import type { InboundTextsPage, InboundTextsQuery, InboundTextView } from './desk-texts.dto.js';
import { type InboundText, InboundTextStore } from './inbound-text.store.js';

/** Texts from patients as the desk works them off. */
@Injectable()
export class DeskTexts {
  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly clinic: ClinicService,
    private readonly patients: PatientsService,
    private readonly store: InboundTextStore,
    private readonly cursors: Cursors,
  ) {}

  async list({ limit = DEFAULT_LIMIT, cursor, ...filter }: InboundTextsQuery): Promise<InboundTextsPage> {
    const { reader } = this.db;
    const rows = await this.store.list(reader, { ...filter, after: this.cursors.read(cursor, filter), limit: limit + 1 });
    const sortKey = (row: InboundText) => [row.at, row.id];
    const { data, page } = this.cursors.page(rows, limit, filter, sortKey, (row) => row);
    return { data: await this.views(reader, data), page };
  }

  /** The desk has seen to it. */
  async finish(ctx: RequestContext, id: string): Promise<Outcome<InboundTextView>> {
    return this.commands.run(ctx, async (tx) => {
      const text = await this.store.byId(tx, id);
      if (!text) throw notFound('text');
      requireMatch(ctx, text.version);
      if (text.status === 'done') {
        throw new DomainError('conflict', 'invalid-transition', {
          detail: 'It is done already.',
          extra: { from: 'done', action: 'finish' },
        });
      }
      if (!(await this.store.finish(tx, id, text.version, ctx.now, ctx.actor.displayName)))
        throw new DomainError('stale', 'version-mismatch');
      await record(tx, ctx, { kind: 'text.done', subject: 'inbound-text', id, version: text.version + 1 });
      const after = (await this.store.byId(tx, id))!;
      return { status: 200, body: (await this.views(tx, [after]))[0]!, etag: etagOf(after.version) };
    });
  }

  private async views(reader: Reader, texts: readonly InboundText[]): Promise<InboundTextView[]> {
    const patients = await this.patients.byIds(
      reader,
      texts.flatMap((text) => text.patientId ?? []),
    );
    // A number belongs to no location: times are those of the first.
    const zone = clinicZone(await this.clinic.snapshot(reader));
    return texts.map((text) => {
      const patient = text.patientId === undefined ? undefined : patients.get(text.patientId);
      return {
        id: text.id,
        version: text.version,
        from: text.sender,
        text: text.text,
        kind: text.kind,
        patient: patient && { id: patient.id, displayName: patient.displayName },
        visitId: text.visitId,
        at: formatInstant(text.at, zone),
        status: text.status,
        doneAt: text.doneAt === undefined ? undefined : formatInstant(text.doneAt, zone),
        doneBy: text.doneBy,
      };
    });
  }
}
