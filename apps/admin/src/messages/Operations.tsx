import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { post } from '../api/client';
import { ledgerQueries, type Lane, type Operations as State } from '../api/ledger';
import { useMay } from '../api/session';
import { announce } from '../shell/actions';
import { BusyButton } from '../shell/BusyButton';
import { useFocusBack } from '../shell/focus-back';
import { useLayerEscape } from '../shell/keys';
import { Notice } from '../shell/Notice';
import { problemText, ProblemNotice } from '../shell/ProblemNotice';
import { TableHead } from '../shell/TableHead';
import { Tag } from '../shell/Tag';
import { t } from '../texts';
import { tm } from '../texts.messages';
import { formatDayTime } from '../time/wall';
import { word, words } from '../words';
import screens from '../screens/screens.module.css';
import { MessageTabs } from './MessageTabs';
import css from './messages.module.css';

const to = tm.operations;
const nameOf = ({ channel, label }: Pick<Lane, 'channel' | 'label'>): string => words.channels[channel] ?? label;

/** For whoever runs the clinic's server: what each channel has to do, what holds it up, and a way to stop it. */
export function Operations() {
  const state = useQuery(ledgerQueries.operations);
  const may = useMay('operations:write');
  return (
    <div className={screens['page']}>
      <MessageTabs />
      <div className={screens['head']}>
        <h1>{to.title}</h1>
      </div>
      <p className={screens['hint']}>{to.intro}</p>
      {state.data && !may && <Notice>{to.mayNot}</Notice>}
      <ProblemNotice error={state.error} title={to.load} />
      {state.isLoading && <p role="status">{t.loading}…</p>}
      {state.data && (
        <>
          <Lanes lanes={state.data.lanes} may={may} />
          <Queue queue={state.data.queue} />
          {state.data.bounces && <Bounces bounces={state.data.bounces} />}
        </>
      )}
    </div>
  );
}

function Lanes({ lanes, may }: { lanes: Lane[]; may: boolean }) {
  const box = useRef<HTMLElement>(null);
  const [pausing, setPausing] = useState<string>();
  useFocusBack(box);
  const { action, ...columns } = to.columns;
  return (
    <section ref={box} tabIndex={-1} aria-label={to.lanes}>
      <div className={screens['tableWrap']}>
        <table className={screens['table']}>
          <TableHead columns={may ? [...Object.values(columns), action] : Object.values(columns)} />
          <tbody>
            {lanes.map((lane) => (
              <LaneRow key={lane.channel} lane={lane} may={may} onPause={() => setPausing(lane.channel)} />
            ))}
          </tbody>
        </table>
      </div>
      {lanes
        .filter(({ channel, paused }) => channel === pausing && !paused)
        .map((lane) => (
          <PauseForm key={lane.channel} lane={lane} onClose={() => setPausing(undefined)} />
        ))}
    </section>
  );
}

function LaneRow({ lane, may, onPause }: { lane: Lane; may: boolean; onPause: () => void }) {
  const { columns } = to;
  const numbers: [string, number][] = [
    [columns.due, lane.due],
    [columns.planned, lane.planned],
    [columns.inFlight, lane.queued],
    [columns.held, lane.held],
    [columns.retrying, lane.retrying],
    [columns.failed, lane.failedLastDay],
    [columns.setAside, lane.setAside],
  ];
  const resume = useResume(lane);
  return (
    <tr>
      <th scope="row" className={css['lane']}>
        {nameOf(lane)}
      </th>
      <td>
        <LaneState lane={lane} />
      </td>
      {numbers.map(([label, count]) => (
        <td key={label} className={css['number']} data-label={label}>
          {count}
        </td>
      ))}
      <td className={css['number']} data-label={columns.oldest}>
        {lane.oldestDueAt ? formatDayTime(lane.oldestDueAt) : '–'}
      </td>
      {may && (
        <td>
          {lane.paused ? (
            <BusyButton size="compact-xs" busy={resume.isPending} aria-label={to.resumeLane(nameOf(lane))} onClick={() => resume.mutate()}>
              {to.resume}
            </BusyButton>
          ) : (
            <Button size="compact-xs" variant="default" aria-label={to.pauseLane(nameOf(lane))} onClick={onPause}>
              {to.pause}
            </Button>
          )}
        </td>
      )}
    </tr>
  );
}

function LaneState({ lane: { isNotSetUp, paused, suspended, perSecond } }: { lane: Lane }) {
  return (
    <span className={css['state']}>
      {paused ? (
        <>
          <Tag tone="bad">{to.paused}</Tag>
          <span>{to.pausedBy(paused.by, formatDayTime(paused.at), paused.reason)}</span>
        </>
      ) : suspended ? (
        <>
          <Tag tone="warn">{to.suspended}</Tag>
          <span>{to.suspendedUntil(formatDayTime(suspended.until))}</span>
        </>
      ) : isNotSetUp ? (
        <>
          <Tag>{to.notSetUp}</Tag>
          <span>{to.notSetUpHint}</span>
        </>
      ) : (
        <Tag tone="good">{to.running}</Tag>
      )}
      {perSecond !== undefined && <span className={css['dim']}>{to.rate(perSecond)}</span>}
    </span>
  );
}

function useLaneChange<V>(lane: Lane, change: (value: V) => Promise<unknown>, done: (name: string) => string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => announce({ text: done(nameOf(lane)) }),
    onSettled: () => client.invalidateQueries({ queryKey: ledgerQueries.operations.queryKey }),
    onError: (error) => announce({ text: problemText(error), failed: true }),
  });
}

const useResume = (lane: Lane) => useLaneChange<void>(lane, () => post(`/operations/channels/${lane.channel}/resume`, {}), to.resumedNow);

function PauseForm({ lane, onClose }: { lane: Lane; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const pause = useLaneChange<string>(lane, (why) => post(`/operations/channels/${lane.channel}/pause`, { reason: why }), to.pausedNow);
  useLayerEscape(true, onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (reason.trim() !== '') pause.mutate(reason.trim(), { onSuccess: onClose });
  };
  return (
    <form className={css['pause']} aria-label={to.pauseLane(nameOf(lane))} onSubmit={submit} noValidate>
      <h2>{to.pauseLane(nameOf(lane))}</h2>
      <TextInput
        label={to.why}
        description={to.whyHint}
        maxLength={200}
        autoFocus
        value={reason}
        error={asked && reason.trim() === '' ? to.needWhy : undefined}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className={css['buttons']}>
        <BusyButton type="submit" color="red.9" busy={pause.isPending}>
          {to.pauseNow}
        </BusyButton>
        <Button variant="default" onClick={onClose}>
          {t.cancel}
        </Button>
      </div>
    </form>
  );
}

function Queue({ queue: { kind, problems, waiting, active } }: { queue: State['queue'] }) {
  const facts = [
    word(to.queueKinds, kind),
    waiting !== undefined && to.waiting(waiting),
    active !== undefined && to.active(active),
    problems.length === 0 && to.healthy,
  ].filter(Boolean);
  return (
    <section>
      <h2>{to.queue}</h2>
      <p>{facts.join(' · ')}</p>
      {problems.length > 0 && (
        <Notice tone="bad">
          <ul className={css['problems']}>
            {problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </Notice>
      )}
    </section>
  );
}

function Bounces({ bounces: { mailbox, readAt, problem } }: { bounces: NonNullable<State['bounces']> }) {
  const when = readAt && formatDayTime(readAt);
  return (
    <section>
      <h2>{to.bounces}</h2>
      {problem === undefined ? (
        <p>{when ? to.bouncesRead(mailbox, when) : to.bouncesFirst(mailbox)}</p>
      ) : (
        <Notice tone="bad">{to.bouncesFail(mailbox, to.bouncesWhy(problem), when)}</Notice>
      )}
    </section>
  );
}
