import { useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { keys } from '../api/queries';
import type { Tagged } from '../api/types';
import { wordingQueries, type ClinicWording } from '../api/wording';
import { PublishCard } from '../settings/PublishCard';
import { tw } from '../texts.wording';
import type { SlotProblem } from './wording-problems';
import { changesOf, publicationOf, type Slot, type WordingEdits } from './wording-edits';
import css from './wording.module.css';

interface Props {
  current: Tagged<ClinicWording>;
  edits: WordingEdits;
  problems: SlotProblem[];
  onMend: (slot: Slot | undefined) => void;
  /** With what was published. */
  onPublished: (sent: WordingEdits) => void;
  onDiscard: () => void;
}

/** The rest stands at its field. */
const firstSentence = (text: string): string => /^.*?\.(?=\s|$)/.exec(text)?.[0] ?? text;

/** Publishes all that is changed as one version, once nothing is left to mend. */
export function PublishWording({ current, edits, problems, onMend, onPublished, onDiscard }: Props) {
  const client = useQueryClient();
  const sent = useRef(edits);
  const changed = changesOf(current, edits);
  return (
    <PublishCard<ClinicWording>
      path="/messages/wording"
      current={current}
      changed={changed}
      changedText={tw.unsaved}
      isValid={problems.length === 0}
      onInvalid={() => onMend(problems[0]?.slot)}
      body={() => {
        sent.current = edits;
        return publicationOf(current, edits);
      }}
      done={tw.done}
      onPublished={(published) => {
        client.setQueryData(wordingQueries.current.queryKey, published);
        onPublished(sent.current);
      }}
      follows={[keys.messageWording, keys.messages]}
      onDiscard={onDiscard}
    >
      {problems.length > 0 && (
        <div className={css['mend']}>
          <span>{tw.mend}</span>
          <ul>
            {problems.map((problem) => (
              <li key={`${problem.where}${problem.detail}`}>
                <button type="button" className={css['linkLike']} onClick={() => onMend(problem.slot)}>
                  {tw.mendOne(problem.where, firstSentence(problem.detail))}
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </PublishCard>
  );
}
