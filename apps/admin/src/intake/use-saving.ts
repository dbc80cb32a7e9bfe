import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { problemOf } from '../api/client';
import { problemText } from '../shell/ProblemNotice';
import { ti } from '../texts.intake';
import { capital } from '../words';
import { placeErrors } from './intake-values';
import { useDraft } from './use-draft';

/** What a draft needs so that a mistake finds its field. */
type Placed = Parameters<typeof placeErrors>[1];

interface Saving<V extends Placed, T> {
  initial: V;
  save: (values: V) => Promise<T>;
  onSaved: (saved: T) => unknown;
  /** After somebody else has saved: what they wrote, from which the next save goes on; nothing when there is none to be had. */
  newest: () => Promise<V | undefined>;
  labelOf: (field: string) => string;
}

/** A draft with what became of saving it: mistakes at their fields, and what somebody else has changed meanwhile. */
export function useSaving<V extends Placed, T>({ initial, save, onSaved, newest, labelOf }: Saving<V, T>) {
  const { values, isDirty, patch, adopt } = useDraft<V>(initial);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [said, setSaid] = useState(false);
  const [news, setNews] = useState<string[]>();
  const catchUp = async () => {
    try {
      const theirs = await newest();
      if (!theirs) return;
      const { taken, disputed } = adopt(theirs);
      setNews([...taken.map((field) => ti.nowIs(labelOf(field))), ...disputed.map((field) => ti.bothChanged(labelOf(field)))]);
    } catch (error) {
      // Still on the old version: the next save is refused again and asks once more.
      setNews([problemText(error)]);
    }
  };
  const saving = useMutation({
    mutationFn: () => save(values),
    onMutate: () => setNews(undefined),
    onSuccess: onSaved,
    onError: async (error) => {
      const { problem } = problemOf(error);
      const { byField, all } = placeErrors(problem.errors ?? [], values, ({ detail }) => capital(detail));
      setErrors(byField);
      setSaid(all);
      if (problem.status === 412) await catchUp();
    },
  });
  return { values, isDirty, patch, errors, setErrors, saving, outcome: { news, error: said ? null : saving.error } };
}
