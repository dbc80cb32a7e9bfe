import type { Reader, Row, Tx } from '#platform';
import { mostSelectiveFirst, prefixRange, searchTokens, sortNameOf } from './patient-search.rules.js';
import { hasWishes, normalisePhone, preferredChannelOf } from './patient.rules.js';
import type { ContactChannel, Language, Patient, PatientInput, PatientWishes } from './patient.types.js';

interface PatientRow {
  id: string;
  version: number;
  given_name: string;
  family_name: string;
  birth_date: string | null;
  email: string | null;
  phone: string | null;
  phone_normalised: string | null;
  preferred_channel: ContactChannel | null;
  language: Language;
  reminders_opted_out: number;
  wishes: string | null;
  demo: number;
}

/** A patient with its place in a list. */
export interface ListedPatient {
  patient: Patient;
  /** What the next page starts after. */
  place: string[];
}

const COLUMNS = `p.id, p.version, p.given_name, p.family_name, p.birth_date, p.email, p.phone, p.phone_normalised,
  p.preferred_channel, p.language, p.reminders_opted_out, p.wishes, p.demo`;

export async function findPatients(reader: Reader, ids: readonly string[]): Promise<Patient[]> {
  if (ids.length === 0) return [];
  const rows = await reader.all<PatientRow>(`select ${COLUMNS} from patient p where p.id in (??)`, [ids]);
  return rows.map(toPatient);
}

export async function findPatient(reader: Reader, id: string): Promise<Patient | undefined> {
  const row = await reader.get<PatientRow>(`select ${COLUMNS} from patient p where p.id = ?`, [id]);
  return row && toPatient(row);
}

/** Everybody by family name, after `place`; up to `count` rows. */
export async function listByName(reader: Reader, place: readonly string[] | undefined, count: number): Promise<ListedPatient[]> {
  const rows = await reader.all<PatientRow & { sort_name: string }>(
    `select ${COLUMNS}, p.sort_name from patient p ${place ? 'where (p.sort_name, p.id) > (?, ?)' : ''} order by p.sort_name, p.id limit ?`,
    [...(place ?? []), count],
  );
  return rows.map((row) => ({ patient: toPatient(row), place: [row.sort_name, row.id] }));
}

/**
 * Who has a token that begins with each term, by the token of the most selective term, then by name. The rows come in the
 * order of the index, so a page reads about as many rows as it answers, however many people match.
 */
export async function searchPatients(
  reader: Reader,
  terms: readonly string[],
  place: readonly string[] | undefined,
  count: number,
): Promise<ListedPatient[]> {
  const [first, ...others] = mostSelectiveFirst(terms);
  if (first === undefined) return [];
  const [from, below] = prefixRange(first);
  const also = 'and exists (select 1 from patient_search o where o.patient_id = s.patient_id and o.token >= ? and o.token < ?)';
  const rows = await reader.all<PatientRow & { token: string; sort_name: string }>(
    `select ${COLUMNS}, s.token, s.sort_name from patient_search s join patient p on p.id = s.patient_id
     where ${place ? '(s.token, s.sort_name, s.patient_id) > (?, ?, ?)' : 's.token >= ?'} and s.token < ?
       and not exists (select 1 from patient_search d where d.patient_id = s.patient_id and d.token >= ? and d.token < s.token)
       ${others.map(() => also).join(' ')}
     order by s.token, s.sort_name, s.patient_id limit ?`,
    [...(place ?? [from]), below, from, ...others.flatMap(prefixRange), count],
  );
  return rows.map((row) => ({ patient: toPatient(row), place: [row.token, row.sort_name, row.id] }));
}

export interface NewPatient {
  id: string;
  input: PatientInput;
  demo: boolean;
  now: number;
}

export async function insertPatient(tx: Tx, { id, input, demo, now }: NewPatient): Promise<void> {
  const row = {
    id,
    version: 1,
    ...columnsOf(input),
    reminders_opted_out: input.remindersOptedOut ?? false,
    wishes: wishesText(input.wishes),
  };
  await tx.insert('patient', { ...row, demo, created_at: now, updated_at: now });
  await insertTokens(tx, id, input);
}

/** Compare-and-swap; false when somebody else was faster. */
export async function updatePatient(tx: Tx, before: Patient, input: PatientInput, now: number): Promise<boolean> {
  const row = {
    ...columnsOf(input),
    reminders_opted_out: input.remindersOptedOut ?? before.remindersOptedOut,
    wishes: wishesText(input.wishes ?? before.wishes),
    updated_at: now,
  };
  const changed = await tx.run(
    `update patient set version = version + 1, ${Object.keys(row)
      .map((column) => `${column} = ?`)
      .join()} where id = ? and version = ?`,
    [...Object.values(row), before.id, before.version],
  );
  if (changed === 0) return false;
  await tx.run('delete from patient_search where patient_id = ?', [before.id]);
  await insertTokens(tx, before.id, input);
  return true;
}

async function insertTokens(tx: Tx, id: string, input: PatientInput): Promise<void> {
  const sortName = sortNameOf(input);
  await tx.insert(
    'patient_search',
    searchTokens(input).map((token) => ({ token, sort_name: sortName, patient_id: id })),
  );
}

function columnsOf(input: PatientInput): Row {
  return {
    given_name: input.givenName,
    family_name: input.familyName,
    sort_name: sortNameOf(input),
    birth_date: input.birthDate,
    email: input.email,
    phone: input.phone,
    phone_normalised: input.phone && normalisePhone(input.phone),
    preferred_channel: input.preferredChannel,
    language: input.language ?? 'en',
  };
}

function wishesText(wishes: PatientWishes | undefined): string | null {
  return wishes && hasWishes(wishes) ? JSON.stringify(wishes) : null;
}

function toPatient(row: PatientRow): Patient {
  const email = row.email ?? undefined;
  const phone = row.phone ?? undefined;
  return {
    id: row.id,
    givenName: row.given_name,
    familyName: row.family_name,
    displayName: `${row.given_name} ${row.family_name}`,
    birthDate: row.birth_date ?? undefined,
    email,
    phone,
    phoneNormalised: row.phone_normalised ?? undefined,
    preferredChannel: preferredChannelOf(row.preferred_channel ?? undefined, email, phone),
    language: row.language,
    remindersOptedOut: row.reminders_opted_out !== 0,
    wishes: row.wishes === null ? undefined : (JSON.parse(row.wishes) as PatientWishes),
    demo: row.demo !== 0,
    version: row.version,
  };
}
