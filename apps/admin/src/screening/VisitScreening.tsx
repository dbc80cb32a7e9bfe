import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { screeningQueries, type ClearanceRequest } from '../api/screening';
import { useMay } from '../api/session';
import type { Visit } from '../api/types';
import { personName } from '../names';
import { Notice } from '../shell/Notice';
import { ProblemNotice } from '../shell/ProblemNotice';
import { StateGlyph } from '../shell/StateGlyph';
import { t } from '../texts';
import { ts } from '../texts.screening';
import { formatDayTime } from '../time/wall';
import { AnswerRequest } from './AnswerRequest';
import { AskAgain } from './AskAgain';
import { Findings, useNames } from './Findings';
import { PartlyLine } from './PartlyLine';
import { ReviewNotice } from './ReviewNotice';
import css from './screening.module.css';

/** What the screening says of one visit: that it waits for a clearance, or needs a look. */
export function VisitScreening({ visit }: { visit: Visit }) {
  if (visit.status === 'cancelled') return null;
  return (
    <>
      {visit.status === 'tentative' && visit.releaseAt && <Waiting visit={visit} releaseAt={visit.releaseAt} />}
      {visit.needsReview && visit.status !== 'tentative' && <ReviewNotice visit={visit} />}
    </>
  );
}

function Marked({ text, state }: { text: string; state: string }) {
  return (
    <span className={css['row']}>
      <StateGlyph state={state} /> {text}
    </span>
  );
}

function Waiting({ visit, releaseAt }: { visit: Visit; releaseAt: string }) {
  const { data, error } = useQuery(screeningQueries.requests({ visitId: visit.id, status: 'open' }));
  const request = data?.data[0];
  return (
    <Notice tone="warn" title={<Marked text={t.visit.releaseAt(formatDayTime(releaseAt))} state="tentative" />}>
      <ProblemNotice error={error} />
      {request && <Request request={request} />}
      {data && !request && <span>{ts.visit.nobody}</span>}
    </Notice>
  );
}

function Request({ request }: { request: ClearanceRequest }) {
  const [answering, setAnswering] = useState(false);
  const names = useNames();
  const may = useMay('screening:write');
  return (
    <div className={css['stack']}>
      <span>
        {ts.visit.asked(personName(request.provider.name), formatDayTime(request.askedAt))}{' '}
        <Link to="/clearances" search={{ request: request.id, of: 'all' }}>
          {ts.visit.openRequest}
        </Link>
      </span>
      {request.clearanceId && <PartlyLine request={request} />}
      <Findings findings={request.findings} names={names} />
      {answering && <AnswerRequest request={request} onDone={() => setAnswering(false)} onCancel={() => setAnswering(false)} />}
      {!answering && may && (
        <span className={css['buttons']}>
          <Button variant="default" onClick={() => setAnswering(true)}>
            {ts.visit.record}
          </Button>
          <AskAgain request={request} />
        </span>
      )}
    </div>
  );
}
