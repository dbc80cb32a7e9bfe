import { useDebouncedValue } from '@mantine/hooks';
import { useQueries, useQuery } from '@tanstack/react-query';
import { problemOf } from '../api/client';
import { wordingQueries, type OwnWording, type WordingPreview, type WordingProblem } from '../api/wording';
import { tw } from '../texts.wording';
import { EMPTY, inputOf, isChanged, wordsOf, type Slot, type WordingEdits, type Words } from './wording-edits';

const TYPING_MS = 300;

/** The server reads no wording without these. */
const blanksOf = (words: Words): WordingProblem[] =>
  (['subject', 'body'] as const)
    .filter((part) => words[part].trim() === '')
    .map((part) => ({ pointer: `/${part}`, code: 'empty', detail: tw.nothing }));

const isReadable = (words: Words | undefined): words is Words => words !== undefined && blanksOf(words).length === 0;

/** What was typed, once the typing has stopped. */
export const useSettled = (edits: WordingEdits): WordingEdits => useDebouncedValue(edits, TYPING_MS)[0];

/** What is wrong with each wording that is changed, by its key; none: it may be published. */
export function useProblems(slots: readonly Slot[], settled: WordingEdits): Map<string, WordingProblem[]> {
  const changed = slots.filter((slot) => isChanged(slot, settled)).map((slot) => ({ slot, words: wordsOf(slot, settled) }));
  const previews = useQueries({
    queries: changed.map(({ slot, words }) => ({
      ...wordingQueries.preview(inputOf(slot, words ?? EMPTY)),
      enabled: isReadable(words),
    })),
  });
  return new Map(changed.map(({ slot, words }, i) => [slot.key, words ? problemsIn(words, previews[i]!) : []]));
}

function problemsIn(words: Words, { data, error }: { data?: WordingPreview; error: Error | null }): WordingProblem[] {
  const blanks = blanksOf(words);
  if (blanks.length > 0) return blanks;
  return error ? (problemOf(error).problem.errors ?? []) : (data?.problems ?? []);
}

/** How one wording reads. Until the answer is there, what the same wording read before stays. */
export function usePreview(slot: Slot, settled: WordingEdits, visitId: string | undefined) {
  const words = wordsOf(slot, settled);
  const input: OwnWording = inputOf(slot, words ?? EMPTY);
  return useQuery({
    ...wordingQueries.preview({ ...input, visitId }),
    enabled: isReadable(words),
    placeholderData: (before, query) => {
      const asked = query?.queryKey.at(-1) as OwnWording | undefined;
      return asked && asked.kind === input.kind && asked.form === input.form && asked.language === input.language ? before : undefined;
    },
  });
}
