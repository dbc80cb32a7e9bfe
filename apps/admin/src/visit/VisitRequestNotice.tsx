import { useQuery } from '@tanstack/react-query';
import type { Visit } from '../api/types';
import { openRequestOf, openRequests } from '../api/visit-requests';
import { Notice } from '../shell/Notice';
import { tv } from '../texts.visit-requests';
import { formatDayTime } from '../time/wall';
import { word } from '../words';
import { SeenTo } from './SeenTo';

/** What the patient asks for about this visit, until somebody has seen to it. */
export function VisitRequestNotice({ visit }: { visit: Visit }) {
  // The rail has them all, unless there are very many.
  const all = useQuery(openRequests).data;
  const own = useQuery({ ...openRequestOf(visit.id), enabled: all?.page.hasMore === true }).data;
  const request = [...(all?.data ?? []), ...(own?.data ?? [])].find((one) => one.visitId === visit.id);
  if (!request) return null;
  return (
    <Notice tone="warn" title={tv.ofVisit}>
      <span>{`${word(tv.kinds, request.kind)}, ${tv.since(formatDayTime(request.at))}.`}</span>
      <span>
        <SeenTo request={request} />
      </span>
    </Notice>
  );
}
