import { useLayoutEffect, useRef, useState } from 'react';
import { ghostStore } from '../find/find.store';
import { useStore } from '../store';
import { boardStore } from './board.store';
import type { Column } from './model';
import { pairPaths, type Box } from './pair-path';
import css from './board.module.css';

interface Props {
  columns: readonly Column[];
  /** Changes when blocks move without the columns changing: widths, row height. */
  layout: string;
  selected: string | undefined;
}

/** Outlines the halves of the visit under pointer, focus or selection and joins them; the same for the option under focus. */
export function PairLayer({ columns, layout, selected }: Props) {
  const layer = useRef<SVGSVGElement>(null);
  const hovered = useStore(boardStore, (state) => state.hovered);
  const ghost = useStore(ghostStore, (state) => state.option);
  const [size, setSize] = useState(0);
  const [paths, setPaths] = useState<string[]>([]);
  const active = hovered ?? selected;

  useLayoutEffect(() => {
    const content = layer.current?.parentElement;
    if (!content) return;
    const observer = new ResizeObserver(() => setSize(content.clientWidth));
    observer.observe(content);
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    const content = layer.current?.parentElement;
    if (!content) return;
    const blocks = active ? [...content.querySelectorAll<HTMLElement>(`[data-visit="${CSS.escape(active)}"]`)] : [];
    const ghosts = ghost ? [...content.querySelectorAll<HTMLElement>('[data-ghost="person"]')] : [];
    for (const block of blocks) block.dataset['active'] = 'true';
    const halves = blocks.filter((block) => block.dataset['room'] === undefined);
    // While a time is offered, its line is the one to look at.
    setPaths(joined(ghosts.length > 0 ? ghosts : halves, content));
    return () => {
      for (const block of blocks) delete block.dataset['active'];
    };
  }, [active, ghost, columns, layout, size]);

  return (
    <svg ref={layer} className={css['pairs']} aria-hidden focusable="false">
      {paths.map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}

function joined(elements: HTMLElement[], content: HTMLElement): string[] {
  const origin = content.getBoundingClientRect();
  const boxes = elements.map((element): Box => {
    const box = element.getBoundingClientRect();
    return { left: box.left - origin.left, top: box.top - origin.top, width: box.width, height: box.height };
  });
  return pairPaths(boxes.sort((a, b) => a.top - b.top));
}
