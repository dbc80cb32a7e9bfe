import type { UseQueryResult } from '@tanstack/react-query';
import type { WordingPreview as Preview } from '../api/wording';
import { ProblemNotice } from '../shell/ProblemNotice';
import { tw } from '../texts.wording';
import css from './wording.module.css';

const MOST_CHARACTERS = 160;

/** A wording as it would arrive: the mail, and the text message on a telephone. */
export function WordingPreview({
  preview,
  language,
  children,
}: {
  preview: UseQueryResult<Preview>;
  language: string;
  children: React.ReactNode;
}) {
  const { data, error } = preview;
  return (
    <section className={css['preview']} aria-label={tw.preview}>
      <h2>{tw.preview}</h2>
      {children}
      {error && <ProblemNotice error={error} title={tw.previewLoad} />}
      {data && (
        <>
          <article className={css['mail']} aria-label={tw.mail} lang={language}>
            <strong>{data.subject}</strong>
            <p>{data.body.trim()}</p>
          </article>
          <h3>{tw.sms}</h3>
          {data.text ? (
            <>
              <p className={css['bubble']} lang={language} data-sms>
                {data.text}
              </p>
              <Length used={data.textLength ?? 0} />
            </>
          ) : (
            <p className={css['dim']}>{tw.smsSubject}</p>
          )}
        </>
      )}
    </section>
  );
}

function Length({ used }: { used: number }) {
  return (
    <p className={css['length']} data-full={used > MOST_CHARACTERS - 10 || undefined}>
      <meter min={0} max={MOST_CHARACTERS} value={used} aria-hidden />
      <span>{tw.length(used)}</span>
    </p>
  );
}
