import { Anchor, Button, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { pdfPath, type ReportItem as Item, reportQueries, type ReportWay } from '../api/reports';
import { problemOf } from '../api/client';
import type { ReferralDetail } from '../api/types';
import { BusyButton } from '../shell/BusyButton';
import { Notice } from '../shell/Notice';
import { ProblemNotice } from '../shell/ProblemNotice';
import { Tag, type TagTone } from '../shell/Tag';
import { t } from '../texts';
import { tr } from '../texts.report';
import { formatDay, formatDayTime, dateOf } from '../time/wall';
import { capital, word } from '../words';
import { ReportContent } from './ReportContent';
import { ReportForm } from './ReportForm';
import { type ReportMail, useReportMail } from './use-report-mail';
import { useAcknowledgeReport, useSendReport } from './use-reports';
import css from './report.module.css';

const TONES: Record<string, TagTone> = { draft: 'warn', sent: 'info', acknowledged: 'good' };
const HEARD = ['phone', 'fax', 'post', 'in-person', 'other'];

type Doing = 'send' | 'acknowledge' | 'change';

interface Props {
  referral: ReferralDetail;
  report: Item;
  /** Shown at once: it was made just now. */
  isOpen: boolean;
}

/** One report: what became of it, what it says, and what can be done with it. */
export function ReportItem({ referral, report, isOpen }: Props) {
  const [shown, setShown] = useState(isOpen);
  const [doing, setDoing] = useState<Doing>();
  const buttons = useRef<HTMLDivElement>(null);
  // What was made just now, or worked on until now, is where the next key goes.
  const comesBack = useRef(isOpen);
  useEffect(() => {
    if (doing === undefined && comesBack.current) buttons.current?.querySelector('button')?.focus();
    comesBack.current = doing !== undefined;
  }, [doing]);
  const kind = word(tr.kinds, report.kind);
  const mail = useReportMail(report);
  const label = (what: string) => tr.labelled(what, kind, formatDay(dateOf(report.createdAt), true));
  const close = () => setDoing(undefined);
  const begin = (what: Doing, text: string) => (
    <Button size="xs" variant={what === 'send' ? 'filled' : 'default'} aria-label={label(text)} onClick={() => setDoing(what)}>
      {text}
    </Button>
  );
  return (
    <li className={css['item']} data-report={report.id}>
      <div className={css['head']}>
        <strong>{kind}</strong>
        <Tag tone={mail.state ? 'warn' : (TONES[report.status] ?? 'neutral')}>
          {mail.state ? tr.mail.states[mail.state] : word(tr.statuses, report.status)}
        </Tag>
      </div>
      <div className={css['lines']}>
        {storyOf(report, mail).map((line) => (
          <span key={line}>{line}</span>
        ))}
      </div>
      {doing === 'send' && <SendForm referral={referral} report={report} onClose={close} />}
      {doing === 'acknowledge' && <AcknowledgeForm referral={referral} report={report} onClose={close} />}
      {doing === 'change' && <ChangeForm referral={referral} report={report} onClose={close} />}
      <div ref={buttons} className={css['buttons']} hidden={doing !== undefined}>
        <Button
          size="xs"
          variant="default"
          aria-expanded={shown}
          aria-label={label(shown ? tr.hide : tr.show)}
          onClick={() => setShown(!shown)}
        >
          {shown ? tr.hide : tr.show}
        </Button>
        {report.status === 'draft' && begin('send', tr.send)}
        {report.status === 'draft' && begin('change', tr.change)}
        {report.status === 'sent' && begin('acknowledge', tr.acknowledge.title)}
        <Anchor href={pdfPath(report.id)} download aria-label={label(tr.pdf)}>
          {tr.pdf}
        </Anchor>
      </div>
      {shown && doing !== 'change' && <Content id={report.id} />}
    </li>
  );
}

function storyOf(report: Item, mail: ReportMail): string[] {
  const { createdAt, createdBy, sentBy = '', sentHow, acknowledgedAt, acknowledgedBy, acknowledgedHow } = report;
  const sentAt = mail.leftAt ?? report.sentAt;
  return [
    tr.madeLine(formatDayTime(createdAt), createdBy),
    mail.line ?? (sentAt && tr.sentLine(formatDayTime(sentAt), sentBy, word(tr.ways, sentHow ?? ''))),
    acknowledgedAt && tr.acknowledgedLine(formatDayTime(acknowledgedAt), acknowledgedBy ?? '', word(tr.heard, acknowledgedHow ?? '')),
  ].filter((line): line is string => line !== undefined && line !== '');
}

function Content({ id }: { id: string }) {
  const { data, error } = useQuery(reportQueries.one(id));
  if (error) return <ProblemNotice error={error} title={tr.loadOne} />;
  return data ? <ReportContent content={data.content} /> : <p className={css['dim']}>{t.loading}…</p>;
}

interface FormProps {
  referral: ReferralDetail;
  report: Item;
  onClose: () => void;
}

function SendForm({ referral, report, onClose }: FormProps) {
  const { referrer } = referral;
  const byMail = referrer.practitionerId !== undefined || referrer.email !== undefined;
  const [how, setHow] = useState<ReportWay>(byMail ? 'message' : 'fax');
  const send = useSendReport(report, referral.patient.displayName);
  const ways = (byMail ? ['message', 'fax', 'post', 'by-hand'] : ['fax', 'post', 'by-hand']) as ReportWay[];
  const label = (way: ReportWay) => (way === 'message' ? tr.sending.mailTo(referrer.name ?? '') : capital(word(tr.ways, way)));
  return (
    <form
      className={css['form']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!send.isPending) send.mutate(how, { onSuccess: onClose });
      }}
    >
      <Refusal error={send.error} />
      {!byMail && <Notice tone="info">{tr.sending.noMail}</Notice>}
      <Select
        label={tr.sending.how}
        description={tr.sending.frozen}
        data={ways.map((value) => ({ value, label: label(value) }))}
        allowDeselect={false}
        autoFocus
        value={how}
        onChange={(value) => value && setHow(value as ReportWay)}
      />
      <Buttons submit={tr.send} busy={send.isPending} onCancel={onClose} />
    </form>
  );
}

function AcknowledgeForm({ referral, report, onClose }: FormProps) {
  const [by, setBy] = useState(referral.referrer.name ?? '');
  const [how, setHow] = useState('phone');
  const [checked, setChecked] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const acknowledge = useAcknowledgeReport(report, referral.patient.displayName);
  useEffect(() => field.current?.focus(), []);
  const isMissing = by.trim() === '';
  return (
    <form
      className={css['form']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (isMissing) field.current?.focus();
        else if (!acknowledge.isPending) acknowledge.mutate({ by: by.trim(), how }, { onSuccess: onClose });
      }}
    >
      <Refusal error={acknowledge.error} />
      <TextInput
        ref={field}
        label={tr.acknowledge.by}
        required
        maxLength={200}
        value={by}
        error={checked && isMissing ? tr.acknowledge.needed : undefined}
        onChange={(event) => setBy(event.currentTarget.value)}
      />
      <Select
        label={tr.acknowledge.how}
        data={HEARD.map((value) => ({ value, label: capital(word(tr.heard, value)) }))}
        allowDeselect={false}
        value={how}
        onChange={(value) => value && setHow(value)}
      />
      <Buttons submit={tr.acknowledge.save} busy={acknowledge.isPending} onCancel={onClose} />
    </form>
  );
}

/** With what its author wrote before. */
function ChangeForm({ referral, report, onClose }: FormProps) {
  const { data, error } = useQuery(reportQueries.one(report.id));
  if (error) return <ProblemNotice error={error} title={tr.loadOne} />;
  if (!data) return <p className={css['dim']}>{t.loading}…</p>;
  return (
    <ReportForm
      referralId={referral.id}
      name={referral.patient.displayName}
      kind={report.kind}
      draft={data}
      onDone={onClose}
      onCancel={onClose}
    />
  );
}

function Buttons({ submit, busy, onCancel }: { submit: string; busy: boolean; onCancel: () => void }) {
  return (
    <div className={css['buttons']}>
      <BusyButton type="submit" size="xs" busy={busy}>
        {submit}
      </BusyButton>
      <Button size="xs" variant="default" onClick={onCancel}>
        {t.cancel}
      </Button>
    </div>
  );
}

function Refusal({ error }: { error: Error | null }) {
  if (error === null) return null;
  const stale = problemOf(error).problem.status === 412;
  return stale ? (
    <Notice tone="info" alert>
      {tr.form.stale}
    </Notice>
  ) : (
    <ProblemNotice error={error} />
  );
}
