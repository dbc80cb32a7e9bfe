import { useMutation, useQueryClient } from '@tanstack/react-query';
import { post } from '../api/client';
import { keys } from '../api/queries';
import { useMay } from '../api/session';
import type { VisitRequest } from '../api/visit-requests';
import { announce } from '../shell/actions';
import { BusyButton } from '../shell/BusyButton';
import { problemText } from '../shell/ProblemNotice';
import { tv } from '../texts.visit-requests';

/** Somebody has spoken with the patient: it is off the list, the visit stays as it is. */
export function SeenTo({ request }: { request: VisitRequest }) {
  const client = useQueryClient();
  const may = useMay('visits:write');
  const { displayName } = request.patient;
  const resolve = useMutation({
    mutationFn: () => post(`/visit-requests/${request.id}/resolve`, {}, { etag: `"v${request.version}"` }),
    onSuccess: () => announce({ text: tv.resolved(displayName) }),
    onError: (error) => announce({ text: problemText(error), failed: true }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.visitRequests }),
  });
  if (!may) return null;
  return (
    <BusyButton variant="default" busy={resolve.isPending} aria-label={tv.doneFor(displayName)} onClick={() => resolve.mutate()}>
      {tv.done}
    </BusyButton>
  );
}
