import { useMutation, useQueryClient } from '@tanstack/react-query';
import { post } from '../api/client';
import { keys } from '../api/queries';
import { useMay } from '../api/session';
import type { VisitRequest } from '../api/visit-requests';
import { announce } from '../shell/actions';
import { BusyButton } from '../shell/BusyButton';
import { problemText } from '../shell/ProblemNotice';
import { tw } from '../texts.wishes';

/** Somebody has spoken with the patient: the wish is off the list, the visit stays as it is. */
export function SeenTo({ request }: { request: VisitRequest }) {
  const client = useQueryClient();
  const may = useMay('visits:write');
  const { displayName } = request.patient;
  const resolve = useMutation({
    mutationFn: () => post(`/visit-requests/${request.id}/resolve`, {}, { etag: `"v${request.version}"` }),
    onSuccess: () => announce({ text: tw.resolved(displayName) }),
    onError: (error) => announce({ text: problemText(error), failed: true }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.visitRequests }),
  });
  if (!may) return null;
  return (
    <BusyButton variant="default" busy={resolve.isPending} aria-label={tw.doneFor(displayName)} onClick={() => resolve.mutate()}>
      {tw.done}
    </BusyButton>
  );
}
