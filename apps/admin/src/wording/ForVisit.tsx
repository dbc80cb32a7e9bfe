import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLocationId, useToday } from '../api/catalog';
import { queries } from '../api/queries';
import type { Visit } from '../api/types';
import { wordingQueries } from '../api/wording';
import { serverNow } from '../time/server-clock';
import { tw } from '../texts.wording';
import { addDays, formatDayTime } from '../time/wall';

const DAYS_AHEAD = 7;
const SHOWN = 8;
const MADE_UP = 'made-up';

interface Props {
  label: string;
  visitId: string | undefined;
  /** Without it a visit must be chosen. */
  allowMadeUp?: boolean;
  onChange: (visitId: string | undefined) => void;
}

const labelOf = (visit: Visit): string => tw.visit(formatDayTime(visit.start), visit.patient.displayName);

/** A visit of the next days, by its patient or its time; or the one that a link led here with. */
export function ForVisit({ label, visitId, allowMadeUp, onChange }: Props) {
  const locationId = useLocationId();
  const today = useToday();
  const ahead = useQuery(wordingQueries.visitsAhead(locationId, today, addDays(today, DAYS_AHEAD)));
  const listed = (ahead.data?.data ?? []).filter(({ start, status }) => Date.parse(start) > serverNow() && status !== 'cancelled');
  const isListed = listed.some(({ id }) => id === visitId);
  const linked = useQuery({ ...queries.visit(visitId ?? ''), enabled: visitId !== undefined && ahead.isFetched && !isListed });
  const visits = linked.data && !isListed ? [linked.data, ...listed] : listed;
  return (
    <Select
      label={label}
      placeholder={allowMadeUp ? undefined : tw.tryHint}
      data={[
        ...(allowMadeUp ? [{ value: MADE_UP, label: tw.madeUp }] : []),
        ...visits.map((visit) => ({ value: visit.id, label: labelOf(visit) })),
      ]}
      value={visitId ?? (allowMadeUp ? MADE_UP : null)}
      onChange={(value) => onChange(value === MADE_UP || value === null ? undefined : value)}
      searchable
      // What is typed takes the place of what is chosen.
      onFocus={(event) => event.currentTarget.select()}
      limit={SHOWN}
      nothingFoundMessage={tw.noVisit}
      withScrollArea={false}
    />
  );
}
