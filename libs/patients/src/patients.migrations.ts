import { migration } from '#platform';

export const patientsMigrations = [
  migration('Patients1760000000301', (dialect) => {
    // Prefix ranges compare bytes; Postgres would otherwise order by the database's locale and miss matches.
    const words = dialect === 'postgres' ? 'text collate "C" not null' : 'text not null';
    return [
      `create table patient (
        id text primary key,
        version integer not null,
        given_name text not null,
        family_name text not null,
        sort_name ${words},
        birth_date text,
        email text,
        phone text,
        phone_normalised text,
        preferred_channel text,
        language text not null,
        reminders_opted_out integer not null,
        demo integer not null,
        created_at bigint not null,
        updated_at bigint not null
      )`,
      'create index patient_by_name on patient (sort_name, id)',
      // The sort name is repeated here so that a page of a search is one stretch of this index, without sorting.
      `create table patient_search (
        token ${words},
        sort_name ${words},
        patient_id text not null references patient (id),
        primary key (token, sort_name, patient_id)
      )${dialect === 'sqlite' ? ' without rowid' : ''}`,
      'create index patient_search_by_patient on patient_search (patient_id, token)',
    ];
  }),
  // Two lists of ids that are read with their patient and never searched.
  migration('Patients1760000000302', () => ['alter table patient add column wishes text']),
];
