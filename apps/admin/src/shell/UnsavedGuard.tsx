import { useBlocker } from '@tanstack/react-router';
import { Suspense } from 'react';
import { useStore } from '../store';
import { lazyPart } from './lazy-part';
import { mayLeave, unsaved } from './unsaved';

const LeaveQuestion = lazyPart(async () => (await import('./LeaveQuestion')).LeaveQuestion);

interface Place {
  pathname: string;
  search: object;
}

/** What a screen shows beside itself; another day or view of the same leaves the forms where they are. */
const SHOWN = ['patient', 'practitioner', 'visit', 'panel', 'request', 'of'];

const shown = ({ pathname, search }: Place): string =>
  JSON.stringify([pathname, ...SHOWN.map((part) => (search as Record<string, unknown>)[part])]);

const shouldBlock = async ({ current, next }: { current: Place; next: Place }): Promise<boolean> =>
  shown(current) !== shown(next) && !(await mayLeave());

const isUnsaved = (): boolean => unsaved.get().forms.length > 0;

/** Between what was typed and every way to lose it: links, keys, Back, closing a panel, loading the page anew. */
export function UnsavedGuard() {
  const dirty = useStore(unsaved, ({ forms }) => forms.length > 0);
  useBlocker({ shouldBlockFn: shouldBlock, enableBeforeUnload: isUnsaved, disabled: !dirty });
  return (
    <Suspense fallback={null}>
      <LeaveQuestion />
    </Suspense>
  );
}
