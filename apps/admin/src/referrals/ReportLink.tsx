import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { downloadPost, post } from '../api/client';
import type { ReportLinkContent } from '../api/reports';
import { isGone, Opening } from '../links/Opening';
import { EntryPage } from '../screens/EntryPage';
import { BusyButton } from '../shell/BusyButton';
import { Notice } from '../shell/Notice';
import { ProblemNotice } from '../shell/ProblemNotice';
import { t } from '../texts';
import { tr } from '../texts.report';
import { word } from '../words';
import { ReportContent } from './ReportContent';
import css from './report.module.css';

/** For a referrer without an account: the report, to read, to keep, and to acknowledge once. */
export function ReportLink({ token }: { token: string }) {
  const open = useMutation({
    mutationFn: () => post<ReportLinkContent>('/links/report/open', { token }, { idempotencyKey: undefined }),
  });
  // Once: the press that led here was the wish to see it.
  const { mutate: openIt } = open;
  useEffect(() => openIt(), [openIt]);
  const acknowledge = useMutation({
    mutationFn: () => post('/links/report/acknowledge', { token }, { idempotencyKey: undefined }),
  });
  const thanks = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The button that was pressed is gone with the report.
    if (acknowledge.isSuccess) thanks.current?.focus();
  }, [acknowledge.isSuccess]);
  const gone = [open.error, acknowledge.error].some((error) => error !== null && isGone(error));
  const shown = !gone && !acknowledge.isSuccess && open.data !== undefined;
  return (
    <EntryPage title={tr.link.title} clinic={open.data?.content.clinic.name} wide={shown}>
      {gone ? (
        <Notice tone="warn" alert>
          {t.links.gone}
        </Notice>
      ) : acknowledge.isSuccess ? (
        <div ref={thanks} tabIndex={-1}>
          <Notice tone="good" alert>
            {tr.link.done}
          </Notice>
        </div>
      ) : open.data ? (
        <Shown token={token} shown={open.data} acknowledge={acknowledge} />
      ) : (
        <Opening error={open.error} again={openIt} />
      )}
    </EntryPage>
  );
}

interface ShownProps {
  token: string;
  shown: ReportLinkContent;
  acknowledge: { mutate: () => void; error: Error | null; isPending: boolean };
}

function Shown({ token, shown: { content }, acknowledge }: ShownProps) {
  const download = useMutation({
    mutationFn: () => downloadPost('/links/report/pdf', { token }, tr.link.file(content.kind, content.madeOn)),
  });
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div ref={box} className={css['stack']} tabIndex={-1}>
      <h2>{`${word(tr.kinds, content.kind)} · ${content.clinic.name}`}</h2>
      <ReportContent content={content} />
      <p>{tr.link.once}</p>
      <ProblemNotice error={download.error ?? acknowledge.error} />
      <div className={css['buttons']}>
        <BusyButton size="sm" variant="default" busy={download.isPending} onClick={() => download.mutate()}>
          {tr.pdf}
        </BusyButton>
        <BusyButton size="sm" busy={acknowledge.isPending} onClick={() => acknowledge.mutate()}>
          {tr.link.confirm}
        </BusyButton>
      </div>
      <p className={css['dim']}>{tr.link.call(content.clinic.name, content.clinic.phone)}</p>
    </div>
  );
}
