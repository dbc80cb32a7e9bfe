import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useToday } from '../api/catalog';
import { post } from '../api/client';
import { screeningQueries, type Clearance } from '../api/screening';
import { useMay } from '../api/session';
import { personName } from '../names';
import { announce } from '../shell/actions';
import { BusyButton } from '../shell/BusyButton';
import { problemText, ProblemNotice } from '../shell/ProblemNotice';
import { Tag } from '../shell/Tag';
import { t } from '../texts';
import { ts } from '../texts.screening';
import { dateOf, formatDay } from '../time/wall';
import { scopeText, useNames } from './Findings';
import { RecordClearance } from './RecordClearance';
import css from './screening.module.css';
import { refreshScreening } from './use-screening';

/** Who said what about massage for this patient, and until when it counts. */
export function Clearances({ patientId }: { patientId: string }) {
  const [adding, setAdding] = useState(false);
  const { data, error } = useQuery(screeningQueries.clearances(patientId));
  const may = useMay('screening:write');
  const clearances = data?.data ?? [];
  return (
    <div className={css['stack']}>
      <ProblemNotice error={error} />
      {data && clearances.length === 0 && !adding && <p className={css['dim']}>{ts.clearance.none}</p>}
      {clearances.length > 0 && (
        <ul className={css['rows']} aria-label={ts.clearance.title}>
          {clearances.map((clearance) => (
            <ClearanceRow key={clearance.id} clearance={clearance} />
          ))}
        </ul>
      )}
      {adding && <RecordClearance patientId={patientId} onDone={() => setAdding(false)} />}
      {!adding && may && (
        <Button variant="default" onClick={() => setAdding(true)}>
          {ts.clearance.add}
        </Button>
      )}
    </div>
  );
}

function ClearanceRow({ clearance }: { clearance: Clearance }) {
  const { by, given, scope, validFrom, validUntil, note, revokedAt } = clearance;
  const names = useNames();
  const isOver = validUntil < useToday();
  const what = scopeText(names, scope);
  return (
    <li data-gone={isOver || revokedAt !== undefined || undefined}>
      <span className={css['row']}>
        <strong>{personName(by.name)}</strong>
        {by.role && <span>{by.role}</span>}
        <Tag tone={revokedAt || isOver ? 'neutral' : given ? 'good' : 'bad'}>{given ? ts.clearance.given : ts.clearance.refused}</Tag>
        {revokedAt && <Tag>{ts.clearance.revoked(formatDay(dateOf(revokedAt)))}</Tag>}
        {isOver && !revokedAt && <Tag>{ts.clearance.over}</Tag>}
        {given && !revokedAt && !isOver && <Revoke clearance={clearance} />}
      </span>
      <span className={css['dim']}>
        {[given && (what || ts.clearance.everything), ts.clearance.dates(formatDay(validFrom), formatDay(validUntil, true))]
          .filter(Boolean)
          .join(' · ')}
      </span>
      {note && <span className={css['pre']}>{note}</span>}
    </li>
  );
}

/** Asks once more: visits that relied on it are marked. */
function Revoke({ clearance: { id, version, by } }: { clearance: Clearance }) {
  const client = useQueryClient();
  const may = useMay('screening:write');
  const [sure, setSure] = useState(false);
  const revoke = useMutation({
    mutationFn: () => post<Clearance>(`/clearances/${id}/revoke`, undefined, { etag: `"v${version}"` }),
    onSuccess: () => announce({ text: ts.clearance.revokeDone(personName(by.name)) }),
    onError: (error) => announce({ text: problemText(error), failed: true }),
    onSettled: () => refreshScreening(client),
  });
  if (!may) return null;
  if (!sure) {
    return (
      <Button variant="default" size="compact-xs" aria-label={ts.clearance.revokeOf(personName(by.name))} onClick={() => setSure(true)}>
        {ts.clearance.revoke}
      </Button>
    );
  }
  return (
    <>
      <BusyButton autoFocus size="compact-xs" color="red.9" busy={revoke.isPending} onClick={() => revoke.mutate()}>
        {ts.clearance.revokeSure}
      </BusyButton>
      <Button variant="default" size="compact-xs" onClick={() => setSure(false)}>
        {t.cancel}
      </Button>
    </>
  );
}
