import { useMutation, useQueryClient } from '@tanstack/react-query';
import { post } from '../api/client';
import { keys } from '../api/queries';
import { useMay } from '../api/session';
import type { ClearanceRequest } from '../api/screening';
import { personName } from '../names';
import { announce } from '../shell/actions';
import { BusyButton } from '../shell/BusyButton';
import { problemText } from '../shell/ProblemNotice';
import { ts } from '../texts.screening';
import { refreshScreening } from './use-screening';

interface Props {
  request: ClearanceRequest;
  onAsked?: (again: ClearanceRequest) => void;
}

/** The provider is asked anew, with a new link: after a yes for less than is planned, or when the first mail is lost. */
export function AskAgain({ request, onAsked }: Props) {
  const client = useQueryClient();
  const may = useMay('screening:write');
  const name = personName(request.provider.name);
  const ask = useMutation({
    mutationFn: () => post<ClearanceRequest>(`/clearance-requests/${request.id}/ask-again`, {}, { etag: `"v${request.version}"` }),
    onSuccess: (again) => {
      announce({ text: ts.visit.askedAgain(name) });
      onAsked?.(again);
    },
    onError: (error) => announce({ text: problemText(error), failed: true }),
    onSettled: () => {
      refreshScreening(client);
      void client.invalidateQueries({ queryKey: keys.messages });
    },
  });
  if (!may) return null;
  return (
    <BusyButton variant="default" busy={ask.isPending} onClick={() => ask.mutate()}>
      {ts.visit.askAgain(name)}
    </BusyButton>
  );
}
