import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import { intakeQueries, type Intake, type SessionNote } from '../api/intake';
import { useCatalog } from '../api/catalog';
import { useMay } from '../api/session';
import type { Leg, Visit } from '../api/types';
import { areaName, personName } from '../names';
import { useFocusBack } from '../shell/focus-back';
import { ProblemNotice } from '../shell/ProblemNotice';
import { Tag } from '../shell/Tag';
import { t } from '../texts';
import { intakeWords, ti } from '../texts.intake';
import { dateOf, formatDay, formatDayTime } from '../time/wall';
import { inWords } from '../words';
import { BodyPicture } from './BodyMap';
import css from './intake.module.css';
import { Facts, IntakeFacts } from './IntakeView';
import { NoteForm } from './NoteForm';

const BEGUN: readonly Leg['status'][] = ['in-progress', 'completed'];

/** The session notes of a visit: one for each massage that has begun. */
export function VisitNotes({ visit }: { visit: Visit }) {
  const { serviceById } = useCatalog();
  const massages = visit.legs.filter((leg) => BEGUN.includes(leg.status) && serviceById.get(leg.serviceId)?.discipline === 'massage');
  const mayRead = useMay('screening:read');
  const { data, error } = useQuery({ ...intakeQueries.notesOf(visit.id), enabled: mayRead && massages.length > 0 });
  if (massages.length === 0 || !mayRead) return null;
  return massages.map((leg) => (
    <section key={leg.id} className={css['note']}>
      <NoteOfLeg
        visit={visit}
        leg={leg}
        notes={data?.data}
        title={massages.length > 1 ? ti.note.of(serviceById.get(leg.serviceId)?.short ?? '') : ti.note.title}
      >
        <ProblemNotice error={error} />
      </NoteOfLeg>
    </section>
  ));
}

interface NoteProps {
  visit: Visit;
  leg: Leg;
  /** Undefined until they are read. */
  notes: readonly SessionNote[] | undefined;
  title: string;
  children: ReactNode;
}

function NoteOfLeg({ visit, leg, notes, title, children }: NoteProps) {
  const [writing, setWriting] = useState(false);
  const may = useMay('screening:write');
  const box = useRef<HTMLDivElement>(null);
  useFocusBack(box);
  const note = notes?.find(({ legId }) => legId === leg.id);
  const isMissing = notes !== undefined && !note && leg.status === 'completed';
  return (
    <div ref={box} className={css['stack']} tabIndex={-1}>
      <div className={css['buttons']}>
        <h3>{title}</h3>
        {isMissing && <Tag tone="warn">{ti.note.missing}</Tag>}
      </div>
      {children}
      {!notes && <span className={css['dim']}>{t.loading}…</span>}
      {note && !writing && <NoteFacts note={note} />}
      {notes && !note && !writing && <span className={css['dim']}>{ti.note.none}</span>}
      {writing && (
        <div className={css['beside']}>
          <PatientsIntake visit={visit} />
          <NoteForm visit={visit} leg={leg} note={note} onDone={() => setWriting(false)} />
        </div>
      )}
      {notes && may && !writing && (
        <div className={css['buttons']}>
          <Button variant="default" onClick={() => setWriting(true)}>
            {note ? ti.note.edit : ti.note.write}
          </Button>
        </div>
      )}
    </div>
  );
}

function NoteFacts({ note }: { note: SessionNote }) {
  const { areaByCode, techniqueByCode } = useCatalog();
  const { fields } = ti.note;
  const nameOf = (code: string) => areaByCode.get(code)?.name ?? inWords(code);
  const { areas, painBefore, painAfter, rangeOfMotionAfter = [] } = note;
  const named = areas.map((area) => areaName(area, nameOf)).join(', ');
  const hasPain = painBefore !== undefined || painAfter !== undefined;
  return (
    <>
      <div className={css['withPicture']}>
        {areas.length > 0 && <BodyPicture areas={areas} words={intakeWords.map} label={`${fields.areas}: ${named}`} />}
        <Facts
          facts={[
            [fields.areas, named],
            [fields.techniques, note.techniques.map((code) => techniqueByCode.get(code)?.name ?? inWords(code)).join(', ')],
            [fields.pressure, note.pressure && intakeWords.pressures[note.pressure]],
            [fields.wasPainful, note.wasPainful ? (note.painfulHow ?? intakeWords.yesNo.yes) : ti.note.wasFine],
            [ti.note.pain, hasPain && ti.note.painFromTo(painBefore, painAfter)],
            [fields.motion, rangeOfMotionAfter.map(({ area, percent }) => ti.motion(areaName(area, nameOf), percent)).join(', ')],
            [fields.adviceGiven, note.adviceGiven],
            [fields.recommendation, note.recommendation && (ti.note.recommendations[note.recommendation] ?? note.recommendation)],
            [fields.notes, note.notes],
          ]}
        />
      </div>
      <p className={css['dim']}>{ti.note.writtenBy(personName(note.by), formatDayTime(note.updatedAt), note.version)}</p>
    </>
  );
}

/** What the patient came with, for whoever writes down what came of it. */
function PatientsIntake({ visit }: { visit: Visit }) {
  const { data, error } = useQuery(intakeQueries.ofPatient(visit.patient.id));
  const conditions = useQuery(intakeQueries.conditions).data?.data ?? [];
  const intake = data && intakeFor(data.data, visit.referralId);
  return (
    <div className={css['card']}>
      <ProblemNotice error={error} />
      {data && !intake && <span className={css['dim']}>{ti.note.noIntake}</span>}
      {intake && (
        <>
          <strong>{ti.note.intake(formatDay(dateOf(intake.createdAt), true))}</strong>
          <IntakeFacts intake={intake} conditionName={(code) => conditions.find((one) => one.code === code)?.name ?? inWords(code)} />
        </>
      )}
    </div>
  );
}

/** Of the visit's own course, else the newest. */
const intakeFor = (intakes: readonly Intake[], referralId: string | undefined): Intake | undefined =>
  intakes.find((intake) => referralId !== undefined && intake.referralId === referralId) ?? intakes[0];
