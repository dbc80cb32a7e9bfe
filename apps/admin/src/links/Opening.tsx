import { problemOf } from '../api/client';
import { BusyButton } from '../shell/BusyButton';
import { ProblemNotice } from '../shell/ProblemNotice';
import { linkTexts } from './texts';

/** Used up, too old or never given: the server tells no difference. */
export function isGone(error: Error): boolean {
  const { status, code } = problemOf(error).problem;
  return status === 404 || status === 410 || code === 'already-answered';
}

/** While what a link shows is fetched, and when that failed for another reason than the link's age. */
export function Opening({ error, again }: { error: Error | null; again: () => void }) {
  if (error === null) return <p aria-live="polite">{linkTexts().opening}</p>;
  return (
    <>
      <ProblemNotice error={error} />
      <BusyButton size="sm" busy={false} onClick={again}>
        {linkTexts().open}
      </BusyButton>
    </>
  );
}
