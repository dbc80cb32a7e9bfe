import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCatalog } from '../api/catalog';
import { post, problemOf } from '../api/client';
import type { ClearanceAnswer, ClearanceRequest } from '../api/screening';
import { personName } from '../names';
import { announce } from '../shell/actions';
import { ts } from '../texts.screening';
import { ClearanceForm } from './ClearanceForm';
import { refreshScreening } from './use-screening';

interface Props {
  request: ClearanceRequest;
  onDone: () => void;
  onCancel: () => void;
}

/** The answer to a request: by the provider who is signed in, or as the desk heard it. */
export function AnswerRequest({ request, onDone, onCancel }: Props) {
  const client = useQueryClient();
  const { areas, techniques } = useCatalog();
  const save = useMutation({
    mutationFn: ({ answer }: { answer: ClearanceAnswer; settled: () => void }) =>
      post<ClearanceRequest>(`/clearance-requests/${request.id}/answer`, answer, { etag: `"v${request.version}"` }),
    onSuccess: (_, { answer: { given }, settled }) => {
      settled();
      announce({ text: ts.visit.answered(personName(request.provider.name), given) });
      onDone();
    },
    onError: (error, { settled }) => {
      if (!isTooLate(error)) return;
      settled();
      announce({ text: ts.visit.already, failed: true });
      onCancel();
    },
    onSettled: () => refreshScreening(client),
  });
  return (
    <ClearanceForm
      label={ts.clearance.answer}
      areas={areas}
      techniques={techniques}
      error={save.error && !isTooLate(save.error) ? save.error : null}
      busy={save.isPending}
      submit={ts.clearance.saveAnswer}
      onSubmit={(answer, settled) => save.mutate({ answer, settled })}
      onCancel={onCancel}
    />
  );
}

/** Of two answers the first counts. */
const isTooLate = (error: Error): boolean => problemOf(error).code === 'already-answered';
