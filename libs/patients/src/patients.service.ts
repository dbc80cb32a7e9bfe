import { Injectable } from '@nestjs/common';
import { ClinicService } from '#clinic';
import { DomainError, invalidField, invariant, newId, notFound, refusedField } from '#kernel';
import {
  Commands,
  Cursors,
  Database,
  etagOf,
  type Outcome,
  type Page,
  type Reader,
  record,
  type RequestContext,
  requireMatch,
  type Tx,
} from '#platform';
import { mostSelectiveFirst, searchTerms } from './patient-search.rules.js';
import { changedFields, checkPatient, checkWishes, hasWishes } from './patient.rules.js';
import type { Patient, PatientInput } from './patient.types.js';
import { type PatientView, toView } from './patients.dto.js';
import { findPatient, findPatients, insertPatient, listByName, searchPatients, updatePatient } from './patients.store.js';

/** Each further word is one more look-up per row. */
const MAX_SEARCH_TERMS = 12;

/** What else has to happen when a patient's record has changed: in its transaction. */
export type PatientListener = (tx: Tx, ctx: RequestContext, before: Patient, after: Patient) => Promise<void>;

@Injectable()
export class PatientsService {
  /** Those that depend on this module add themselves when they start. */
  readonly listeners: PatientListener[] = [];

  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly cursors: Cursors,
    private readonly clinic: ClinicService,
  ) {}

  /** In one query; unknown ids are left out. */
  async byIds(reader: Reader, ids: Iterable<string>): Promise<Map<string, Patient>> {
    const patients = await findPatients(reader, [...new Set(ids)]);
    return new Map(patients.map((patient) => [patient.id, patient]));
  }

  /** The patient that a body names. @throws `refused` / `patient-unknown` at `pointer`. */
  async require(reader: Reader, id: string, pointer = '/patientId'): Promise<Patient> {
    const patient = await findPatient(reader, id);
    if (!patient) throw refusedField(pointer, 'patient-unknown', 'There is no such patient.');
    return patient;
  }

  /** The first `limit` people that the words of `q` find; nobody for an empty one. */
  async search(reader: Reader, q: string, limit: number): Promise<Patient[]> {
    const found = await searchPatients(reader, termsOf(q), undefined, limit);
    return found.map((row) => row.patient);
  }

  /** The patient at an address. */
  async get(id: string): Promise<Patient> {
    const patient = await findPatient(this.db.reader, id);
    if (!patient) throw notFound('patient');
    return patient;
  }

  async list(q: string, limit: number, cursor: string | undefined): Promise<Page<PatientView>> {
    const all = q.trim() === '';
    const terms = all ? [] : mostSelectiveFirst(termsOf(q));
    const filter = { all, terms };
    const place = this.cursors.read(cursor, filter) as string[] | undefined;
    const { reader } = this.db;
    const rows = await (all ? listByName(reader, place, limit + 1) : searchPatients(reader, terms, place, limit + 1));
    return this.cursors.page(
      rows,
      limit,
      filter,
      (row) => row.place,
      (row) => toView(row.patient),
    );
  }

  async create(ctx: RequestContext, input: PatientInput): Promise<Outcome<PatientView>> {
    return this.commands.run(ctx, async (tx) => {
      const patient = await this.add(tx, ctx, input);
      return { status: 201, body: toView(patient), etag: etagOf(patient.version), location: `/api/v1/patients/${patient.id}` };
    });
  }

  /** Adds a patient inside the caller's transaction: seeds and imports. */
  async add(tx: Tx, ctx: RequestContext, input: PatientInput, demo = false): Promise<Patient> {
    checkPatient(input, ctx.now);
    await this.checkWishes(tx, input);
    const id = newId('pat', ctx.now);
    await insertPatient(tx, { id, input, demo, now: ctx.now });
    await record(tx, ctx, { kind: 'patient.created', subject: 'patient', id, version: 1 });
    return readBack(tx, id);
  }

  async replace(ctx: RequestContext, id: string, input: PatientInput): Promise<Outcome<PatientView>> {
    return this.commands.run(ctx, async (tx) => {
      const before = await findPatient(tx, id);
      if (!before) throw notFound('patient');
      requireMatch(ctx, before.version);
      checkPatient(input, ctx.now);
      await this.checkWishes(tx, input);
      if (!(await updatePatient(tx, before, input, ctx.now))) throw stale();
      const patient = await readBack(tx, id);
      await record(tx, ctx, {
        kind: 'patient.updated',
        subject: 'patient',
        id,
        version: patient.version,
        facts: { fields: changedFields(before, patient) },
      });
      for (const listener of this.listeners) await listener(tx, ctx, before, patient);
      return { status: 200, body: toView(patient), etag: etagOf(patient.version) };
    });
  }

  private async checkWishes(tx: Tx, { wishes }: PatientInput): Promise<void> {
    if (!wishes || !hasWishes(wishes)) return;
    const { practitioners } = await this.clinic.snapshot(tx);
    checkWishes(wishes, (id) => practitioners.has(id));
  }
}

/** The row as the database has it: what is answered is what is stored. */
async function readBack(tx: Tx, id: string): Promise<Patient> {
  const patient = await findPatient(tx, id);
  invariant(patient, 'a patient that was just written can be read');
  return patient;
}

/** Between our look and our write somebody else's committed: the same answer as for an old `If-Match`. */
function stale(): DomainError {
  return new DomainError('stale', 'version-mismatch', { detail: 'It was changed by someone else in the meantime. Read it again.' });
}

function termsOf(q: string): string[] {
  const terms = searchTerms(q);
  if (terms.length > MAX_SEARCH_TERMS) throw invalidField('?q', 'too-many-words', `Search for at most ${MAX_SEARCH_TERMS} words.`);
  return terms;
}
