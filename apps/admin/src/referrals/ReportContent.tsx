import type { ReactNode } from 'react';
import type { Measured, NamedArea, ReportContent as Content, ReportNote, ReportSession } from '../api/reports';
import { areaName } from '../names';
import { t } from '../texts';
import { tr } from '../texts.report';
import { formatDay } from '../time/wall';
import { word } from '../words';
import css from './report.module.css';

const words = tr.content;
const day = (date: string): string => formatDay(date, true);
const nameOf = (area: NamedArea): string => areaName(area, () => area.name);

/** What a report says: the same for the desk and behind the referrer's link, which has no catalog of names. */
export function ReportContent({ content }: { content: Content }) {
  const { summary, sessions, earlierVisits, missing } = content;
  return (
    <div className={css['report']}>
      <Facts content={content} />
      {summary && <Part title={words.summary}>{<Typed text={summary} />}</Part>}
      <Pain pain={content.pain} />
      <Motion courses={content.rangeOfMotion} />
      <Tolerance tolerance={content.tolerance} />
      <Recommendation recommendation={content.recommendation} />
      {sessions.length > 0 && (
        <Part title={words.sessions}>
          {earlierVisits > 0 && <p>{words.earlier(earlierVisits)}</p>}
          <ol className={css['sessions']}>
            {sessions.map((session, index) => (
              <Session key={index} session={session} />
            ))}
          </ol>
        </Part>
      )}
      {missing.length > 0 && (
        <Part title={words.missing}>
          <ul className={css['missing']}>
            {missing.map(({ code, on }, index) => (
              <li key={index}>{on ? words.missingNote(day(on)) : word(words.missingTexts, code)}</li>
            ))}
          </ul>
        </Part>
      )}
    </div>
  );
}

function Facts({ content }: { content: Content }) {
  const { patient, referral, therapists } = content;
  const { referrer } = referral;
  const asked = [...referral.areas.map(nameOf), ...referral.techniques.map((one) => one.name)];
  const lines: [string, string][] = [
    [words.patient, [patient.displayName, patient.birthDate && words.born(day(patient.birthDate))].filter(Boolean).join(', ')],
    [words.to, [referrer.name, referrer.organization].filter(Boolean).join(', ')],
    [words.received, day(referral.receivedOn)],
    [words.reason, referral.reason],
    [words.conditions, referral.conditions.join(', ')],
    [words.asked, asked.join(', ')],
    [words.visits, t.referral.ledger(referral)],
    [words.therapists, therapists.join(', ')],
    [words.made, words.madeBy(day(content.madeOn), content.madeBy)],
  ];
  return (
    <dl className={css['facts']}>
      {lines
        .filter(([, value]) => value !== '')
        .map(([label, value]) => (
          <div key={label} className={css['fact']}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function Pain({ pain: { atIntake, last, change } }: Pick<Content, 'pain'>) {
  if (!atIntake && !last) return null;
  return (
    <Part title={words.pain} hint={words.painHint}>
      <dl className={css['facts']}>
        <div className={css['fact']}>
          <dt>{words.atIntake}</dt>
          <dd>{measured(atIntake)}</dd>
        </div>
        <div className={css['fact']}>
          <dt>{words.last}</dt>
          <dd>{measured(last)}</dd>
        </div>
        {change && (
          <div className={css['fact']}>
            <dt>{words.trend}</dt>
            <dd>{`${change.from.value} → ${change.to.value}: ${word(words.trends, change.trend)}`}</dd>
          </div>
        )}
      </dl>
    </Part>
  );
}

function Motion({ courses }: { courses: Content['rangeOfMotion'] }) {
  if (courses.length === 0) return null;
  return (
    <Part title={words.motion} hint={words.motionHint}>
      <ul className={css['missing']}>
        {courses.map(({ area, atIntake, last, change }, index) => (
          <li key={index}>
            <strong>{nameOf(area)}</strong>
            {`: ${words.atIntake.toLowerCase()} ${measured(atIntake, ' %')}, ${words.last.toLowerCase()} ${measured(last, ' %')}`}
            {change && ` (${word(words.trends, change.trend)})`}
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Tolerance({ tolerance: { text, painfulSessions, sessionsWithNote } }: Pick<Content, 'tolerance'>) {
  if (!text && sessionsWithNote === 0) return null;
  return (
    <Part title={words.tolerance}>
      {text && <Typed text={text} />}
      {sessionsWithNote > 0 && <p>{words.painful(painfulSessions, sessionsWithNote)}</p>}
    </Part>
  );
}

function Recommendation({ recommendation: { text, by, note } }: Pick<Content, 'recommendation'>) {
  if (!text && !note) return null;
  return (
    <Part title={words.recommendation}>
      {text && <Typed text={by ? `${text} ${words.by(by)}` : text} />}
      {note && <p>{words.lastNote(word(words.advice, note.advice), note.by, day(note.on))}</p>}
    </Part>
  );
}

function Session({ session: { on, minutes, service, therapist, note } }: { session: ReportSession }) {
  return (
    <li>
      <strong>{[day(on), service, words.minutes(minutes), therapist].join(' · ')}</strong>
      {note ? noteLines(note).map((line, index) => <span key={index}>{line}</span>) : <span className={css['dim']}>{words.noNote}</span>}
    </li>
  );
}

function noteLines(note: ReportNote): string[] {
  const done = [
    note.areas.map(nameOf).join(', '),
    note.techniques.map((one) => one.name).join(', '),
    note.pressure && word(words.pressure, note.pressure),
  ];
  const felt = [
    note.painBefore !== undefined && words.painBefore(note.painBefore),
    note.painAfter !== undefined && words.painAfter(note.painAfter),
    ...note.rangeOfMotion.map(({ area, percent }) => `${nameOf(area)} ${percent} %`),
    note.wasPainful ? [words.wasPainful, note.painfulHow].filter(Boolean).join(': ') : words.wasWell,
  ];
  const lines = [done, felt].map((parts) => parts.filter(Boolean).join(' · '));
  return [...lines, note.adviceGiven ? words.advised(note.adviceGiven) : ''].filter(Boolean);
}

function measured(value: Measured | undefined, unit = ''): string {
  return value ? `${value.value}${unit} (${day(value.on)})` : words.unknown;
}

/** As it was typed. */
function Typed({ text }: { text: string }) {
  return <p className={css['typed']}>{text}</p>;
}

function Part({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <section className={css['part']}>
      <h3>
        {title} {hint && <small className={css['dim']}>{hint}</small>}
      </h3>
      {children}
    </section>
  );
}
