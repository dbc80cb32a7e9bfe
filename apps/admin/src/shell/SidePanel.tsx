import { ActionIcon } from '@mantine/core';
import { useEffect, useId, type ReactNode } from 'react';
import { t } from '../texts';
import { Icon } from './icons';
import css from './panel.module.css';

interface Props {
  title: ReactNode;
  onClose: () => void;
  /** Beside the close button. */
  tools?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}

/** Stands beside the work, never over it and never modal: Tab goes board → panel, Esc closes. */
export function SidePanel({ title, onClose, tools, wide, children }: Props) {
  const id = useId();
  useEffect(() => {
    let isCovered = false;
    // A list, a menu or a dialog above closes first, without a word; where nothing moves it is gone by then, so look before it does.
    const look = (event: KeyboardEvent) => {
      const inList = event.target instanceof HTMLElement && event.target.dataset['expanded'] === 'true';
      isCovered = inList || document.querySelector('[role="dialog"], [role="menu"]') !== null;
    };
    const hear = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || isCovered) return;
      event.preventDefault();
      onClose();
    };
    document.addEventListener('keydown', look, true);
    document.addEventListener('keydown', hear);
    return () => {
      document.removeEventListener('keydown', look, true);
      document.removeEventListener('keydown', hear);
    };
  }, [onClose]);
  return (
    <aside className={css['panel']} data-wide={wide || undefined} aria-labelledby={id}>
      <header className={css['head']}>
        <h2 id={id}>{title}</h2>
        {tools}
        <ActionIcon aria-label={t.close} onClick={onClose}>
          <Icon name="close" />
        </ActionIcon>
      </header>
      <div className={css['body']}>{children}</div>
    </aside>
  );
}
