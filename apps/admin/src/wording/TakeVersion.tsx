import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { wordingQueries, type ClinicWording } from '../api/wording';
import { announce } from '../shell/actions';
import { BusyButton } from '../shell/BusyButton';
import { problemText } from '../shell/ProblemNotice';
import { tw } from '../texts.wording';
import { changesOf, editsTo, type WordingEdits } from './wording-edits';

interface Props {
  version: number;
  current: ClinicWording;
  edits: WordingEdits;
  onTaken: (edits: WordingEdits) => void;
}

/** An earlier version's words into the editor, to be seen before they are published again. What was typed is never replaced. */
export function TakeVersion({ version, current, edits, onTaken }: Props) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  if (version === current.version) return null;
  const take = async () => {
    if (changesOf(current, edits) > 0) return announce({ text: tw.takeFirst, failed: true });
    setBusy(true);
    try {
      const taken = editsTo(await client.fetchQuery(wordingQueries.version(version)), current);
      onTaken(taken);
      announce({ text: changesOf(current, taken) > 0 ? tw.taken(version) : tw.takenSame(version) });
    } catch (error) {
      announce({ text: problemText(error), failed: true });
    } finally {
      setBusy(false);
    }
  };
  return (
    <BusyButton variant="default" size="compact-sm" busy={busy} aria-label={tw.takeVersionOf(version)} onClick={() => void take()}>
      {tw.takeVersion}
    </BusyButton>
  );
}
