import type { UseQueryResult } from '@tanstack/react-query';
import { useEffect, useRef, type RefObject } from 'react';
import type { Option, Relaxation, SearchResult } from '../api/types';
import { BusyButton } from '../shell/BusyButton';
import { Notice } from '../shell/Notice';
import { ProblemNotice } from '../shell/ProblemNotice';
import { t } from '../texts';
import { Explain } from './Explain';
import type { Taken } from './find.store';
import { OptionList } from './OptionList';
import css from './find.module.css';

const MOST = 64;

interface Props {
  search: UseQueryResult<SearchResult>;
  taken?: Taken;
  problem: Error | null;
  pending?: string;
  date: string;
  /** While it is true, the first option takes the focus as soon as the answer is there. */
  focusWhenFound: RefObject<boolean>;
  /** Something before the options may want the focus first. */
  waits?: boolean;
  /** The focus may be taken from here: nobody is pulled away from what they turned to meanwhile. */
  mayTakeFocus: (active: Element | null) => boolean;
  onPick: (option: Option) => void;
  onRelax: (relaxation: Relaxation) => void;
  /** More of them, while the last answer was cut off. */
  onMore: () => void;
  limit: number;
}

export function FoundOptions({
  search,
  taken,
  problem,
  pending,
  date,
  focusWhenFound,
  waits,
  mayTakeFocus,
  limit,
  onPick,
  onRelax,
  onMore,
}: Props) {
  const { data, isPlaceholderData, isFetching, error } = search;
  const box = useRef<HTMLElement>(null);
  const fresh = data !== undefined && !isPlaceholderData;
  useEffect(() => {
    if (!focusWhenFound.current || !fresh || isFetching || waits) return;
    focusWhenFound.current = false;
    if (mayTakeFocus(document.activeElement)) box.current?.querySelector<HTMLButtonElement>('[data-options] button')?.focus();
  });
  useKeptFocus(box, data);
  return (
    <section ref={box} className={css['found']} aria-label={t.find.options}>
      <ProblemNotice error={problem ?? error} />
      {taken && (
        <Notice tone="warn" alert title={taken.next.length > 0 ? t.find.taken(taken.time) : t.find.takenNone(taken.time)}>
          {taken.next.length > 0 && <OptionList options={taken.next} date={date} pending={pending} onPick={onPick} />}
        </Notice>
      )}
      <p className={css['foundCount']} role="status">
        {data ? t.find.optionsFound(data.options.length, data.options.length >= limit) : isFetching ? `${t.find.searching}…` : ''}
      </p>
      {data && (
        <div data-options>
          <OptionList options={data.options} busy={isPlaceholderData} date={date} pending={pending} onPick={onPick} />
        </div>
      )}
      {data && data.options.length >= limit && limit < MOST && (
        <BusyButton variant="subtle" size="compact-sm" className={css['more']} busy={isFetching} onClick={onMore}>
          {t.find.showMore}
        </BusyButton>
      )}
      {data && !isPlaceholderData && <Explain found={data.options.length} explanation={data.explanation} onRelax={onRelax} />}
    </section>
  );
}

/** If the option under focus is gone with a new answer, the one in its place gets the focus. */
function useKeptFocus(box: RefObject<HTMLElement | null>, data: SearchResult | undefined): void {
  const last = useRef(-1);
  useEffect(() => {
    const section = box.current;
    if (!section) return;
    const remember = () => {
      last.current = [...section.querySelectorAll('button')].indexOf(document.activeElement as HTMLButtonElement);
    };
    const forget = (event: Event) => {
      if (!section.contains(event.target as Node)) last.current = -1;
    };
    section.addEventListener('focusin', remember);
    document.addEventListener('focusin', forget);
    document.addEventListener('pointerdown', forget);
    return () => {
      section.removeEventListener('focusin', remember);
      document.removeEventListener('focusin', forget);
      document.removeEventListener('pointerdown', forget);
    };
  }, [box]);
  useEffect(() => {
    if (last.current < 0 || document.activeElement !== document.body) return;
    const buttons = [...(box.current?.querySelectorAll('button') ?? [])];
    buttons[Math.min(last.current, buttons.length - 1)]?.focus();
  }, [box, data]);
}
