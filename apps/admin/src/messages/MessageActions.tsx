import { useMutation, useQueryClient } from '@tanstack/react-query';
import { actOn } from '../api/ledger';
import { keys } from '../api/queries';
import { useMay } from '../api/session';
import type { Message } from '../api/types';
import { announce } from '../shell/actions';
import { BusyButton } from '../shell/BusyButton';
import { messageTitle } from '../shell/message-words';
import { problemText } from '../shell/ProblemNotice';
import { tm } from '../texts.messages';

/** `onlyOpen`: what still asks for a decision; a message that went out is sent again from its panel. */
export function MessageActions({ message, onlyOpen }: { message: Message; onlyOpen?: boolean }) {
  const client = useQueryClient();
  const may = useMay('messages:write');
  const act = useMutation({
    mutationFn: (action: 'resend' | 'suppress') => actOn(message, action),
    onSuccess: (_, action) => {
      const { displayName } = message.recipient;
      announce({ text: action === 'resend' ? tm.resent(displayName) : tm.suppressed(displayName) });
    },
    onError: (error) => announce({ text: problemText(error), failed: true }),
    onSettled: () => void client.invalidateQueries({ queryKey: keys.messages }),
  });
  const failed = message.status === 'failed' && (!onlyOpen || !message.handledAt);
  const again = failed || (!onlyOpen && ['sent', 'delivered', 'skipped'].includes(message.status));
  const stoppable = ['planned', 'held'].includes(message.status);
  if (!may || (!again && !stoppable)) return null;
  const [action, label] = again ? (['resend', tm.resend] as const) : (['suppress', tm.suppress] as const);
  return (
    <BusyButton
      variant="default"
      size="compact-xs"
      busy={act.isPending}
      aria-label={`${label}: ${messageTitle(message)}, ${message.recipient.displayName}`}
      onClick={() => act.mutate(action)}
    >
      {label}
    </BusyButton>
  );
}
