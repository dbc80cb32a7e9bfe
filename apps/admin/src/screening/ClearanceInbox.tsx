import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { screeningQueries, type ClearanceRequest } from '../api/screening';
import { useOwnPractitioner } from '../api/session';
import { usePolling } from '../live/live';
import { personName } from '../names';
import table from '../screens/screens.module.css';
import { ProblemNotice } from '../shell/ProblemNotice';
import { SidePanel } from '../shell/SidePanel';
import { TableHead } from '../shell/TableHead';
import { t } from '../texts';
import { ts } from '../texts.screening';
import { serverNow } from '../time/server-clock';
import { formatDayTime } from '../time/wall';
import { AnswerRequest } from './AnswerRequest';
import { AskAgain } from './AskAgain';
import { Findings, useNames } from './Findings';
import { LatelyClosed } from './LatelyClosed';
import { PartlyLine } from './PartlyLine';
import css from './screening.module.css';

const route = getRouteApi('/desk/clearances');
const LOOK_MS = 30_000;
const URGENT_MINUTES = 4 * 60;

/** Who waits for a provider's word, the most urgent first. */
export function ClearanceInbox() {
  const { request: openId, of } = route.useSearch();
  const navigate = useNavigate({ from: '/clearances' });
  const own = useOwnPractitioner();
  const mine = own !== undefined && of !== 'all';
  const filter = { status: 'open', practitionerId: mine ? own.id : undefined };
  const list = useQuery({ ...screeningQueries.requests(filter), refetchInterval: usePolling() });
  const requests = list.data?.data ?? [];
  const open = requests.find((request) => request.id === openId);
  const show = (request: string | undefined) => void navigate({ search: (old) => ({ ...old, request }) });
  return (
    <div className={table['split']}>
      <div className={table['page']}>
        <div className={table['head']}>
          <h1>{ts.inbox.title}</h1>
          {own && (
            <SegmentedControl
              aria-label={ts.inbox.columns.asked}
              data={[
                { value: 'me', label: ts.inbox.mine },
                { value: 'all', label: ts.inbox.all },
              ]}
              value={mine ? 'me' : 'all'}
              onChange={(value) => void navigate({ search: { of: value === 'all' ? 'all' : undefined } })}
              transitionDuration={0}
            />
          )}
          <Link to="/settings/screening">{t.nav.screeningSettings}</Link>
        </div>
        <ProblemNotice error={list.error} />
        {list.isLoading && <p role="status">{t.loading}…</p>}
        {list.data && (
          <p className={table['hint']} role="status">
            {requests.length > 0 ? ts.inbox.open(requests.length) : mine ? ts.inbox.emptyMine : ts.inbox.empty}
          </p>
        )}
        {requests.length > 0 && <RequestTable requests={requests} openId={openId} onOpen={show} />}
        {list.data?.page.hasMore && <p className={table['hint']}>{ts.inbox.more}</p>}
        <LatelyClosed practitionerId={filter.practitionerId} />
      </div>
      {open && <RequestPanel key={open.id} request={open} onClose={() => show(undefined)} onAsked={(again) => show(again.id)} />}
    </div>
  );
}

interface TableProps {
  requests: ClearanceRequest[];
  openId: string | undefined;
  onOpen: (id: string) => void;
}

function RequestTable({ requests, openId, onOpen }: TableProps) {
  const names = useNames();
  const now = useMinutes();
  const { columns } = ts.inbox;
  return (
    <div className={table['tableWrap']}>
      <table className={table['table']}>
        <TableHead columns={[columns.patient, columns.visit, columns.plan, columns.why, columns.asked, columns.left]} />
        <tbody>
          {requests.map((request) => {
            const minutes = Math.round((Date.parse(request.deadline) - now) / 60_000);
            return (
              <tr key={request.id} data-selected={request.id === openId || undefined}>
                <td>
                  <button
                    type="button"
                    className={table['rowButton']}
                    aria-label={ts.inbox.answerFor(request.patient.displayName)}
                    onClick={() => onOpen(request.id)}
                  >
                    {request.patient.displayName}
                  </button>
                </td>
                <td className={table['when']}>{formatDayTime(request.visit.start)}</td>
                <td>{planText(request, names)}</td>
                <td>{request.findings.map((finding) => finding.because).join(' ')}</td>
                <td>{personName(request.provider.name)}</td>
                <td className={css['left']} data-urgent={minutes < URGENT_MINUTES || undefined}>
                  {ts.inbox.left(minutes)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function planText({ visit: { areas = [], techniques = [] } }: ClearanceRequest, names: ReturnType<typeof useNames>): string {
  return [...areas.map(names.area), ...techniques.map(names.technique)].join(', ') || ts.link.noPlan;
}

/** The time by the server, a few times a minute. */
function useMinutes(): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

interface PanelProps {
  request: ClearanceRequest;
  onClose: () => void;
  onAsked: (again: ClearanceRequest) => void;
}

function RequestPanel({ request, onClose, onAsked }: PanelProps) {
  const names = useNames();
  return (
    <SidePanel title={ts.inbox.panel(request.patient.displayName)} onClose={onClose} wide>
      <div className={css['stack']}>
        <dl className={css['facts']}>
          <dt>{ts.inbox.columns.visit}</dt>
          <dd>
            <Link to="/visits/$visitId" params={{ visitId: request.visit.id }}>
              {formatDayTime(request.visit.start)}
            </Link>
          </dd>
          <dt>{ts.inbox.columns.plan}</dt>
          <dd>{planText(request, names)}</dd>
          <dt>{ts.inbox.columns.asked}</dt>
          <dd>{ts.visit.asked(personName(request.provider.name), formatDayTime(request.askedAt))}</dd>
        </dl>
        <Findings findings={request.findings} names={names} />
        <strong>{ts.visit.freed(formatDayTime(request.deadline))}</strong>
        {request.clearanceId && <PartlyLine request={request} />}
        <AskAgain request={request} onAsked={onAsked} />
        <AnswerRequest request={request} onDone={onClose} onCancel={onClose} />
      </div>
    </SidePanel>
  );
}
