import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { consentQueries, type Consent, type ConsentState } from '../api/consent';
import { useMay } from '../api/session';
import { useFocusReturn } from '../shell/focus-back';
import { ProblemNotice } from '../shell/ProblemNotice';
import { Tag } from '../shell/Tag';
import { tc } from '../texts.consent';
import { formatDayTime } from '../time/wall';
import { word } from '../words';
import css from './consent.module.css';
import { RecordConsent } from './RecordConsent';

const SHOWN = 5;

/** Where a patient may be written to, who said so and how; in the patient's panel. */
export function Consents({ patientId }: { patientId: string }) {
  const { data, error } = useQuery(consentQueries.consents(patientId));
  return (
    <div className={css['stack']}>
      <ProblemNotice error={error} />
      {data && data.state.length === 0 && <p className={css['dim']}>{tc.none}</p>}
      {data?.state.map((state) => (
        <ChannelConsent
          key={state.channel}
          patientId={patientId}
          state={state}
          history={data.data.filter((one) => one.channel === state.channel)}
        />
      ))}
    </div>
  );
}

function ChannelConsent({ patientId, state, history }: { patientId: string; state: ConsentState; history: Consent[] }) {
  const [adding, setAdding] = useState(false);
  const opener = useFocusReturn<HTMLButtonElement>(adding);
  const may = useMay('messages:write');
  const channel = word(tc.channels, state.channel);
  const holds = !state.any ? 'nothing' : state.reminders ? 'all' : 'news';
  return (
    <div>
      <span className={css['row']}>
        <strong>{channel}</strong>
        <span>{state.address}</span>
        <Tag tone={holds === 'all' ? 'good' : 'warn'}>{tc.states[holds]}</Tag>
        {may && !adding && (
          <Button ref={opener} variant="default" size="compact-xs" aria-label={tc.recordFor(channel)} onClick={() => setAdding(true)}>
            {tc.record}
          </Button>
        )}
      </span>
      {adding && <RecordConsent patientId={patientId} channel={state.channel} onDone={() => setAdding(false)} />}
      {history.length > 0 && (
        <ul className={css['rows']} aria-label={channel}>
          {history.slice(0, SHOWN).map((one) => (
            <li key={one.id}>
              {tc.entry(one.given, one.purpose)}
              <span className={css['dim']}>
                {' '}
                {one.address === state.address ? '' : `${one.address} · `}
                {word(tc.sources, one.source)} · {one.source === 'desk' ? `${one.recordedBy} · ` : ''}
                {formatDayTime(one.at)}
              </span>
              {one.wording && <q className={css['words']}>{one.wording}</q>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
