import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { problemOf, put } from '../api/client';
import { type Follows, readAnew } from '../api/read-anew';
import type { Tagged } from '../api/types';
import { given } from '../forms/fields';
import css from '../screening/screening.module.css';
import { announce } from '../shell/actions';
import { BusyButton } from '../shell/BusyButton';
import { focusHeading } from '../shell/focus-arrival';
import { focusFirstWrong } from '../shell/focus-wrong';
import { Notice } from '../shell/Notice';
import { ProblemNotice } from '../shell/ProblemNotice';
import { useUnsaved } from '../shell/unsaved';
import { tset } from '../texts.settings';

interface Props<T extends { version: number }> {
  path: string;
  /** The settings that the changes were made on. */
  current: Tagged<T>;
  /** How much differs from what is published. */
  changed: number;
  /** Says so; absent: of settings. */
  changedText?: (count: number) => string;
  isValid: boolean;
  /** Leads to what is to be mended first; absent: to the first field that says so. */
  onInvalid?: () => void;
  body: () => object;
  done: (version: number) => string;
  onPublished: (published: Tagged<T>) => void;
  /** What is read anew afterwards: the settings themselves, then what follows from them. */
  follows: Follows;
  onDiscard: () => void;
  /** What is in the way. */
  children?: ReactNode;
}

/** Publishes settings as a whole, with a note for their history; nothing to see while nothing is changed. */
export function PublishCard<T extends { version: number }>(props: Props<T>) {
  const { path, current, changed, changedText = tset.unsaved, isValid, onInvalid = () => focusFirstWrong() } = props;
  const { body, done, onPublished, follows, onDiscard } = props;
  const client = useQueryClient();
  const [note, setNote] = useState('');
  // The buttons go away with what they did.
  const isLeaving = useRef(false);
  useEffect(() => {
    if (changed > 0 || !isLeaving.current) return;
    isLeaving.current = false;
    focusHeading();
  }, [changed]);
  const publish = useMutation({
    mutationFn: () => put<T>(path, { ...body(), note: given(note) }, current.etag),
    onSuccess: (published) => {
      announce({ text: done(published.version) });
      setNote('');
      isLeaving.current = true;
      onPublished(published);
    },
    onSettled: (_published, refused) => readAnew(client, refused, follows),
  });
  useUnsaved(changed > 0);
  const stale = publish.error !== null && problemOf(publish.error).problem.status === 412;
  if (changed === 0) return null;
  return (
    <form
      className={css['publish']}
      data-publish
      aria-label={tset.publish}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isValid) onInvalid();
        else if (!publish.isPending) publish.mutate();
      }}
    >
      <strong role="status">{changedText(changed)}</strong>
      {stale ? (
        <Notice tone="warn" alert>
          {tset.stale}
        </Notice>
      ) : (
        <ProblemNotice error={publish.error} />
      )}
      {props.children}
      <TextInput label={tset.note} maxLength={500} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      <div className={css['buttons']}>
        <BusyButton type="submit" busy={publish.isPending}>
          {tset.publish}
        </BusyButton>
        <Button
          variant="default"
          onClick={() => {
            isLeaving.current = true;
            onDiscard();
          }}
        >
          {tset.discard}
        </Button>
      </div>
    </form>
  );
}
