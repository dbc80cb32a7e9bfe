import { Button, Modal } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useStore } from '../store';
import { t } from '../texts';
import { useLayerEscape } from './keys';
import css from './shell.module.css';
import { unsaved } from './unsaved';

/** Before something typed is lost. Esc stays, and so does whoever presses Enter without looking. */
export function LeaveQuestion() {
  const question = useStore(unsaved, (state) => state.question);
  const answer = (leave: boolean) => {
    unsaved.set({ question: undefined });
    question?.answer(leave);
  };
  const stay = () => answer(false);
  const asker = useRef<Element>(null);
  useEffect(() => {
    if (question) asker.current = question.asker;
    else if (asker.current instanceof HTMLElement && asker.current.isConnected) asker.current.focus({ preventScroll: true });
  }, [question]);
  useLayerEscape(question !== undefined, stay);
  return (
    <Modal
      opened={question !== undefined}
      onClose={stay}
      closeOnEscape={false}
      returnFocus={false}
      title={t.leaving.title}
      centered
      withCloseButton={false}
      transitionProps={{ duration: 0 }}
    >
      <p>{t.leaving.hint}</p>
      <div className={css['answers']}>
        <Button data-autofocus onClick={stay}>
          {t.leaving.stay}
        </Button>
        <Button variant="default" onClick={() => answer(true)}>
          {t.leaving.leave}
        </Button>
      </div>
    </Modal>
  );
}
