import { Button } from '@mantine/core';
import { Notice } from '../shell/Notice';
import { t } from '../texts';
import type { VisitHandle } from './use-visit';

/** Somebody else was here: what changed, until it was looked at. */
export function ForeignChange({ handle }: { handle: VisitHandle }) {
  if (handle.foreign.length === 0 && !handle.stale) return null;
  return (
    <Notice tone="info" title={t.visit.changedTitle} alert>
      {handle.foreign.map((line) => (
        <span key={line}>{line}</span>
      ))}
      {handle.stale && <span>{t.visit.changedHint}</span>}
      <Button onClick={handle.acknowledge}>{t.visit.ok}</Button>
    </Notice>
  );
}
