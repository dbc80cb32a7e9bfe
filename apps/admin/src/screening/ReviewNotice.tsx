import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useCatalog } from '../api/catalog';
import { screeningQueries } from '../api/screening';
import { useMay } from '../api/session';
import type { Visit } from '../api/types';
import { Notice } from '../shell/Notice';
import { ProblemNotice } from '../shell/ProblemNotice';
import { StateGlyph } from '../shell/StateGlyph';
import { t } from '../texts';
import { ts } from '../texts.screening';
import { canCancel, canMove } from '../visit/moves';
import { Findings, useNames } from './Findings';
import { RecordClearance } from './RecordClearance';
import css from './screening.module.css';

/** A visit that the screening no longer allows as it is: why, and what can be done while there is something to be done. */
export function ReviewNotice({ visit }: { visit: Visit }) {
  const { serviceById } = useCatalog();
  const massages = visit.legs.filter(
    (leg) => leg.status !== 'cancelled' && leg.status !== 'no-show' && serviceById.get(leg.serviceId)?.discipline === 'massage',
  );
  if (massages.length === 0) return null;
  const isAhead = massages.some((leg) => leg.status === 'booked' || leg.status === 'arrived');
  const isDone = massages.every((leg) => leg.status === 'completed');
  const title = isAhead ? ts.visit.review : isDone ? ts.visit.given : ts.visit.begun;
  return (
    <Notice
      tone="warn"
      title={
        <span className={css['row']}>
          <StateGlyph state="review" /> {title}
        </span>
      }
    >
      <WhatStandsAgainst visit={visit} />
      {isAhead && <Ways visit={visit} />}
    </Notice>
  );
}

/** By what is known now. */
export function WhatStandsAgainst({ visit }: { visit: Visit }) {
  const names = useNames();
  const { data, error } = useQuery(screeningQueries.ofVisit(visit.id, visit.version));
  if (error) return <ProblemNotice error={error} title={ts.visit.reviewLoad} />;
  if (!data) return <span className={css['dim']}>{`${t.loading}…`}</span>;
  return (
    <>
      {data.codes.map((code) => ts.visit.codes[code] && <span key={code}>{ts.visit.codes[code]}</span>)}
      <Findings findings={data.findings} names={names} />
      {data.codes.length === 0 && <span>{ts.visit.nothingAgainst}</span>}
    </>
  );
}

/** Named as the buttons of the visit are. */
function Ways({ visit }: { visit: Visit }) {
  const [recording, setRecording] = useState(false);
  const may = useMay('screening:write');
  const { data } = useQuery(screeningQueries.ofVisit(visit.id, visit.version));
  const codes = data?.codes ?? [];
  const needsClearance = codes.includes('clearance-required') && may;
  if (recording) return <RecordClearance patientId={visit.patient.id} onDone={() => setRecording(false)} />;
  return (
    <>
      <span>{ts.visit.ways}</span>
      <ul className={css['visits']}>
        {codes.includes('screening-required') && may && (
          <li>
            <Link to="/patients" search={{ patient: visit.patient.id }}>
              {ts.visit.wayAnswers}
            </Link>{' '}
            {ts.visit.wayAnswersHint}
          </li>
        )}
        {canMove(visit) && <li>{ts.visit.wayMove}</li>}
        {needsClearance && <li>{ts.visit.wayClearance}</li>}
        {canCancel(visit) && <li>{ts.visit.wayCancel}</li>}
      </ul>
      {needsClearance && (
        <span className={css['buttons']}>
          <Button variant="default" onClick={() => setRecording(true)}>
            {ts.clearance.add}
          </Button>
        </span>
      )}
    </>
  );
}
