import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { downloadPost, problemOf } from '../api/client';
import { type AskKind, type VisitLinkContent } from '../api/patient-links';
import { EntryPage } from '../screens/EntryPage';
import { BusyButton } from '../shell/BusyButton';
import { Notice } from '../shell/Notice';
import { PhoneLink } from '../shell/PhoneLink';
import { patientLinkTexts, type PatientLinkTexts } from '../texts.patient-link';
import { LanguageChoice } from './LanguageChoice';
import css from './links.module.css';
import { Opening } from './Opening';
import { sayWhen } from './say-when';
import { linkTexts, type LinkLanguage } from './texts';
import { usePatientPage } from './use-patient-page';

/** For a patient on their own phone: when and where, and what they say to it. */
export function VisitLink({ token }: { token: string }) {
  const { content, open, act, gone, language, setLanguage } = usePatientPage<VisitLinkContent>('visit', token);
  const texts = patientLinkTexts[language].visit;
  return (
    <EntryPage title={texts.title} clinic={content?.clinic}>
      {gone ? (
        <Notice tone="warn" alert>
          {linkTexts(language).gone}
        </Notice>
      ) : content ? (
        <>
          <Shown token={token} content={content} act={act} look={open.mutate} language={language} />
          <LanguageChoice language={language} onChoose={setLanguage} />
        </>
      ) : (
        <Opening error={open.error} again={open.mutate} />
      )}
    </EntryPage>
  );
}

/** Who cannot come at all says so at once. */
const OTHER_TIMES: readonly AskKind[] = ['another-day', 'call-me'];

interface ShownProps {
  token: string;
  content: VisitLinkContent;
  act: {
    mutate: (answer: { what: string; more: object }, options?: { onSuccess: () => void }) => void;
    isPending: boolean;
    error: Error | null;
  };
  /** Looks again at what is true now. */
  look: () => void;
  language: LinkLanguage;
}

function Shown({ token, content, act, look, language }: ShownProps) {
  const [asking, setAsking] = useState(false);
  const all = patientLinkTexts[language];
  const { visit: texts } = all;
  const { state, clinic, phone, seen, asked } = content;
  const download = useMutation({
    mutationFn: () => downloadPost('/links/visit/calendar', { token }, texts.file),
    onError: (error) => {
      const { status } = problemOf(error).problem;
      if (status === 409 || status === 404) look();
    },
  });
  const box = useRef<HTMLDivElement>(null);
  // The button that was pressed may be gone; what it led to stands at the beginning.
  useEffect(() => box.current?.focus(), [state, asked, asking, seen]);
  const answerable = content.times.length > 0;
  const answer = (what: string, kind?: AskKind) =>
    act.mutate({ what, more: { seen, ...(kind && { kind }) } }, { onSuccess: () => setAsking(false) });
  const ask = (kind: AskKind) => answer('ask', kind);
  return (
    <div ref={box} className={css['stack']} tabIndex={-1}>
      <Problem error={act.error ?? download.error} texts={all} />
      <Notice tone={state === 'confirmed' && !asked ? 'good' : 'info'}>
        <span role="status">{asked ? `${texts.asked[asked]} ${texts.stays}` : texts.says[state]}</span>
      </Notice>
      <Facts content={content} texts={texts} language={language} />
      {answerable && asking && <OtherTime texts={texts} isPending={act.isPending} ask={ask} back={() => setAsking(false)} />}
      {answerable && !asking && (
        <div className={css['buttons']}>
          {(state === 'open' || (state === 'confirmed' && asked)) && (
            <BusyButton size="md" busy={act.isPending} onClick={() => answer('confirm')}>
              {texts.comes}
            </BusyButton>
          )}
          <BusyButton size="md" variant="default" busy={false} onClick={() => setAsking(true)}>
            {texts.needsOther}
          </BusyButton>
          {asked !== 'cannot-come' && (
            <BusyButton size="md" variant="default" busy={act.isPending} onClick={() => ask('cannot-come')}>
              {texts.kinds['cannot-come']}
            </BusyButton>
          )}
          <BusyButton size="md" variant="default" busy={download.isPending} onClick={() => download.mutate()}>
            {texts.calendar}
          </BusyButton>
        </div>
      )}
      <p className={css['dim']}>{texts.call(clinic, phone)}</p>
    </div>
  );
}

interface OtherTimeProps {
  texts: PatientLinkTexts['visit'];
  isPending: boolean;
  ask: (kind: AskKind) => void;
  back: () => void;
}

function OtherTime({ texts, isPending, ask, back }: OtherTimeProps) {
  return (
    <div className={css['buttons']} role="group" aria-label={texts.ask}>
      <p>{texts.ask}</p>
      {OTHER_TIMES.map((kind) => (
        <BusyButton key={kind} size="md" variant="default" busy={isPending} onClick={() => ask(kind)}>
          {texts.kinds[kind]}
        </BusyButton>
      ))}
      <BusyButton size="md" variant="subtle" busy={false} onClick={back}>
        {texts.back}
      </BusyButton>
    </div>
  );
}

interface FactsProps {
  content: VisitLinkContent;
  texts: PatientLinkTexts['visit'];
  language: LinkLanguage;
}

function Facts({ content: { times, clinic, address, phone }, texts, language }: FactsProps) {
  return (
    <dl className={css['facts']}>
      {times.length > 0 && (
        <>
          <dt>{texts.when}</dt>
          <dd>
            {times.map((time) => {
              const when = sayWhen(time, language);
              return (
                <span key={time} className={css['time']}>
                  {when.day}, <strong>{when.time}</strong>
                </span>
              );
            })}
          </dd>
        </>
      )}
      <dt>{texts.where}</dt>
      <dd>
        {clinic}
        <br />
        {address}
      </dd>
      <dt>{texts.phone}</dt>
      <dd>
        <PhoneLink phone={phone} />
      </dd>
    </dl>
  );
}

function Problem({ error, texts }: { error: Error | null; texts: PatientLinkTexts }) {
  if (error === null) return null;
  const { status, code } = problemOf(error).problem;
  const known = code === 'asked-too-often' ? texts.visit.tooOften : texts.visit.changed;
  return (
    <Notice tone="warn" alert>
      {status === 409 ? known : texts.failed}
    </Notice>
  );
}
