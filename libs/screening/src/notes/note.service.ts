import { Injectable } from '@nestjs/common';
import { ClinicService } from '#clinic';
import { DomainError, formatInstant, invalidField, newId, notFound, refusedField } from '#kernel';
import { Commands, Database, etagOf, record, requireMatch, type Outcome, type Reader, type RequestContext } from '#platform';
import { VisitsService, type Leg, type Visit } from '#scheduling';
import { RecordStore, type HealthRecord } from '../records/record.store.js';
import { NoteContent, type NoteView } from './note.dto.js';

const WRITABLE: readonly Leg['status'][] = ['in-progress', 'completed'];

/** Session notes: one for each massage leg that was given. */
@Injectable()
export class NoteService {
  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly clinic: ClinicService,
    private readonly visits: VisitsService,
    private readonly records: RecordStore,
  ) {}

  /** By leg id, in one read. */
  byLegs(reader: Reader, legIds: readonly string[]): Promise<Map<string, HealthRecord<NoteContent>>> {
    return this.records.about<NoteContent>(reader, 'session-note', legIds);
  }

  /** In the order of the legs. */
  async ofVisit(visitId: string): Promise<NoteView[]> {
    const { reader } = this.db;
    const visit = await this.visitOf(reader, visitId);
    const notes = await this.byLegs(
      reader,
      visit.legs.map((leg) => leg.id),
    );
    const written = visit.legs.filter((leg) => notes.has(leg.id));
    return Promise.all(written.map((leg) => this.view(reader, visit, leg.id, notes.get(leg.id)!)));
  }

  async get(visitId: string, legId: string): Promise<{ view: NoteView; etag: string }> {
    const { reader } = this.db;
    const { visit } = await this.legOf(reader, visitId, legId);
    const note = (await this.byLegs(reader, [legId])).get(legId);
    if (!note) throw notFound('session note');
    return { view: await this.view(reader, visit, legId, note), etag: etagOf(note.version) };
  }

  /** Writes the note, or replaces it; the versions before are kept. The first time needs no `If-Match`. */
  async put(ctx: RequestContext, visitId: string, legId: string, content: NoteContent): Promise<Outcome<NoteView>> {
    return this.commands.run(ctx, async (tx) => {
      await tx.lock([visitId]);
      const { visit, leg } = await this.legOf(tx, visitId, legId);
      await this.check(tx, leg, content);
      const before = (await this.byLegs(tx, [legId])).get(legId);
      if (before || ctx.ifMatch !== undefined) requireMatch(ctx, before?.version ?? 0);
      const note: HealthRecord<NoteContent> = {
        id: before?.id ?? newId('not', ctx.now),
        kind: 'session-note',
        version: (before?.version ?? 0) + 1,
        patientId: visit.patientId,
        aboutId: legId,
        content,
        createdAt: before?.createdAt ?? ctx.now,
        updatedAt: ctx.now,
        by: ctx.actor.displayName,
      };
      await this.records.save(tx, ctx, note);
      await record(tx, ctx, { kind: 'session-note.written', subject: 'session-note', id: note.id, version: note.version });
      return { status: 200, body: await this.view(tx, visit, legId, note), etag: etagOf(note.version) };
    });
  }

  private async check(reader: Reader, leg: Leg, content: NoteContent): Promise<void> {
    const { services, areas, techniques } = await this.clinic.snapshot(reader);
    if (services.get(leg.serviceId)?.discipline !== 'massage')
      throw refusedField('', 'not-a-massage', 'A session note belongs to a massage.');
    if (!WRITABLE.includes(leg.status)) {
      throw new DomainError('conflict', 'invalid-transition', { detail: 'A session note is written once the massage has begun.' });
    }
    if (content.painfulHow !== undefined && !content.wasPainful) {
      throw invalidField('/painfulHow', 'contradiction', 'Nothing was painful, so there is nothing to tell of it.');
    }
    const motion = (content.rangeOfMotionAfter ?? []).map((one) => one.area);
    const given: [string, { code: string }[]][] = [
      ['/areas', content.areas],
      ['/rangeOfMotionAfter', motion],
    ];
    for (const [at, list] of given) {
      list.forEach((area, i) => {
        if (!areas.has(area.code)) throw refusedField(`${at}/${i}`, 'area-unknown', 'The clinic has no such area.');
      });
    }
    content.techniques.forEach((code, i) => {
      if (!techniques.has(code)) throw refusedField(`/techniques/${i}`, 'technique-unknown', 'The clinic has no such technique.');
    });
  }

  private async legOf(reader: Reader, visitId: string, legId: string): Promise<{ visit: Visit; leg: Leg }> {
    const visit = await this.visitOf(reader, visitId);
    const leg = visit.legs.find((one) => one.id === legId);
    if (!leg) throw notFound('leg');
    return { visit, leg };
  }

  private async visitOf(reader: Reader, visitId: string): Promise<Visit> {
    const visit = (await this.visits.byIds(reader, [visitId])).get(visitId);
    if (!visit) throw notFound('visit');
    return visit;
  }

  private async view(reader: Reader, visit: Visit, legId: string, note: HealthRecord<NoteContent>): Promise<NoteView> {
    const zone = (await this.clinic.snapshot(reader)).locations.get(visit.locationId)!.timeZone;
    const { id, version, content, by } = note;
    const times = { createdAt: formatInstant(note.createdAt, zone), updatedAt: formatInstant(note.updatedAt, zone) };
    return { ...content, id, version, visitId: visit.id, legId, ...times, by };
  }
}
