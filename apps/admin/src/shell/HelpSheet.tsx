import { Checkbox, Modal } from '@mantine/core';
import { preferences } from '../preferences';
import { useStore } from '../store';
import { t } from '../texts';
import { words } from '../words';
import { help } from './help';
import { useLayerEscape } from './keys';
import { StateGlyph } from './StateGlyph';
import css from './shell.module.css';

export function HelpSheet() {
  const open = useStore(help, (state) => state.open);
  const singleKeys = useStore(preferences, (state) => state.singleKeys);
  const close = () => help.set({ open: false });
  useLayerEscape(open, close);
  return (
    <Modal
      opened={open}
      onClose={close}
      closeOnEscape={false}
      title={t.help.title}
      size="lg"
      closeButtonProps={{ 'aria-label': t.close }}
      transitionProps={{ duration: 0 }}
    >
      <Checkbox
        label={t.help.single}
        description={t.help.singleHint}
        checked={singleKeys}
        onChange={(event) => preferences.set({ singleKeys: event.currentTarget.checked })}
      />
      <div className={css['keyTables']}>
        <KeyTable title={t.help.anywhere} rows={t.help.keys.anywhere} />
        <KeyTable title={t.help.onBoard} rows={t.help.keys.board} />
        <KeyTable title={t.help.onVisit} rows={t.help.keys.visit} />
        <section>
          <h3>{t.help.legend}</h3>
          <dl className={css['keys']}>
            {(['arrived', 'in-progress', 'completed', 'tentative', 'review', 'no-show'] as const).map((state) => (
              <div key={state}>
                <dt>
                  <StateGlyph state={state} />
                </dt>
                <dd>{words.states[state]}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Modal>
  );
}

function KeyTable({ title, rows }: { title: string; rows: string[][] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl className={css['keys']}>
        {rows.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
