import { useEffect, useRef, useState, type RefObject } from 'react';
import { useCatalog } from '../api/catalog';
import { Tag } from '../shell/Tag';
import { areaName } from '../names';
import { t } from '../texts';
import { formatSpan, timeOf } from '../time/wall';
import { word, words } from '../words';
import { boardStore } from './board.store';
import type { Block, Column } from './model';
import css from './board.module.css';

const SHOW_MS = 300;
/** Time to reach the card with the pointer (WCAG 1.4.13). */
const HIDE_MS = 160;
const WIDTH = 260;

interface Shown {
  legId: string;
  anchor: DOMRect;
}

/** More about the visit under pointer or keyboard focus. Stays while the pointer is on it, goes with Esc. */
export function HoverCard({ scroller, columns }: { scroller: RefObject<HTMLElement | null>; columns: readonly Column[] }) {
  const [shown, setShown] = useState<Shown>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useCardTriggers(scroller, timer, setShown);
  const block = shown && columns.flatMap((column) => column.blocks).find((one) => one.legId === shown.legId);
  const isThere = block !== undefined;
  useEffect(() => {
    if (!isThere) return;
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      setShown(undefined);
    };
    document.addEventListener('keydown', escape, true);
    return () => document.removeEventListener('keydown', escape, true);
  }, [isThere]);
  if (!shown || !block) return null;
  return (
    <div
      className={css['card']}
      role="tooltip"
      style={placeBeside(shown.anchor)}
      onPointerEnter={() => clearTimeout(timer.current)}
      onPointerLeave={() => setShown(undefined)}
    >
      <CardBody block={block} />
    </div>
  );
}

function useCardTriggers(
  scroller: RefObject<HTMLElement | null>,
  timer: RefObject<ReturnType<typeof setTimeout> | undefined>,
  show: (shown: Shown | undefined) => void,
): void {
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const later = (work: () => void, delay: number) => {
      clearTimeout(timer.current);
      timer.current = setTimeout(work, delay);
    };
    const hide = () => {
      clearTimeout(timer.current);
      show(undefined);
    };
    const enter = (event: Event) => {
      const block = (event.target as Element).closest<HTMLElement>('[data-leg]');
      if (!block) return;
      boardStore.set({ hovered: block.dataset['visit'] });
      if (event.type === 'focusin' && !block.matches(':focus-visible')) return;
      later(() => show({ legId: block.dataset['leg'] ?? '', anchor: block.getBoundingClientRect() }), SHOW_MS);
    };
    const leave = (event: FocusEvent | PointerEvent) => {
      if (!(event.target as Element).closest('[data-leg]')) return;
      const focused = document.activeElement?.closest<HTMLElement>('[data-leg]');
      boardStore.set({ hovered: event.type === 'pointerout' ? focused?.dataset['visit'] : undefined });
      // Whoever has gone to a panel means that with the next Esc.
      if (event.type === 'focusout' && !box.contains(event.relatedTarget as Node | null)) hide();
      else later(() => show(undefined), HIDE_MS);
    };
    box.addEventListener('pointerover', enter);
    box.addEventListener('pointerout', leave);
    box.addEventListener('focusin', enter);
    box.addEventListener('focusout', leave);
    box.addEventListener('scroll', hide);
    box.addEventListener('click', hide);
    return () => {
      clearTimeout(timer.current);
      box.removeEventListener('pointerover', enter);
      box.removeEventListener('pointerout', leave);
      box.removeEventListener('focusin', enter);
      box.removeEventListener('focusout', leave);
      box.removeEventListener('scroll', hide);
      box.removeEventListener('click', hide);
    };
  }, [scroller, timer, show]);
}

function placeBeside(anchor: DOMRect): { left: number; top: number; width: number } {
  const right = anchor.right + 8;
  const left = right + WIDTH < innerWidth - 8 ? right : anchor.left - WIDTH - 8;
  return { left: Math.max(8, left), top: Math.max(52, Math.min(anchor.top, innerHeight - 220)), width: WIDTH };
}

function CardBody({ block }: { block: Block }) {
  const { serviceById, practitionerById, roomById, areaByCode, techniqueByCode } = useCatalog();
  const { visit } = block;
  const areas = (visit.plan?.areas ?? []).map((area) => areaName(area, (code) => areaByCode.get(code)?.name ?? code));
  const techniques = (visit.plan?.techniques ?? []).map((code) => techniqueByCode.get(code)?.name ?? code);
  return (
    <>
      <p className={css['cardHead']}>
        <strong>{visit.patient.displayName}</strong>
        <Tag tone={visit.status === 'tentative' ? 'warn' : 'neutral'}>{word(words.visitStatus, visit.status)}</Tag>
      </p>
      {visit.legs
        .filter((leg) => leg.status !== 'cancelled')
        .map((leg) => (
          <p key={leg.id}>
            <strong>{formatSpan(leg.start, leg.end)}</strong> {serviceById.get(leg.serviceId)?.short}
            <br />
            <span className={css['dim']}>
              {[practitionerById.get(leg.practitionerId)?.displayName, roomById.get(leg.roomId)?.name].filter(Boolean).join(' · ')}
            </span>
          </p>
        ))}
      {areas.length > 0 && <p>{areas.join(', ')}</p>}
      {techniques.length > 0 && <p className={css['dim']}>{techniques.join(', ')}</p>}
      {block.state === 'review' && <p>{words.states['review']}</p>}
      {visit.releaseAt && visit.status === 'tentative' && <p>{t.board.released(timeOf(visit.releaseAt))}</p>}
    </>
  );
}
