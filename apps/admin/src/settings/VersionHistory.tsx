import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { SettingsVersion, Page } from '../api/types';
import css from '../screening/screening.module.css';
import { ProblemNotice } from '../shell/ProblemNotice';
import { tset } from '../texts.settings';
import { formatDayTime } from '../time/wall';

interface Props {
  history: UseQueryResult<Page<SettingsVersion>>;
  /** What can be done with a version. */
  action?: (version: number) => ReactNode;
}

/** Who published what version, when and why. */
export function VersionHistory({ history: { data, error }, action }: Props) {
  return (
    <section className={css['card']} aria-label={tset.history}>
      <h2>{tset.history}</h2>
      <ProblemNotice error={error} />
      {data?.data.length === 0 && <span className={css['dim']}>{tset.noHistory}</span>}
      <ol className={css['rows']} reversed>
        {data?.data.map(({ version, note, publishedAt, publishedBy }) => (
          <li key={version}>
            <span>{tset.historyLine(version, publishedBy ?? '', publishedAt ? formatDayTime(publishedAt) : '')}</span>
            {note && <span className={css['pre']}>{note}</span>}
            {action?.(version)}
          </li>
        ))}
      </ol>
    </section>
  );
}

export function versionText({ version, publishedBy, publishedAt }: SettingsVersion): string {
  return version > 0 && publishedAt ? tset.published(version, publishedBy ?? '', formatDayTime(publishedAt)) : tset.released;
}
