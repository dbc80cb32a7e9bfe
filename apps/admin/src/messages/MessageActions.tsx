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
import { serverNow } from '../time/server-clock';
import { formatDayTime } from '../time/wall';

type Action = 'resend' | 'suppress';

/** `onlyOpen`: what still asks for a decision; a message that went out is sent again from its panel. */
export function MessageActions({ message, onlyOpen }: { message: Message; onlyOpen?: boolean }) {
  const client = useQueryClient();
  const may = useMay('messages:write');
  const again = async (stopped: Message) => {
    const after = await actOn(stopped, 'resend');
    void client.invalidateQueries({ queryKey: keys.messages });
    return resentText(after);
  };
  const act = useMutation({
    mutationFn: (action: Action) => actOn(message, action),
    onSuccess: (after, action) =>
      announce(action === 'resend' ? { text: resentText(after) } : { text: tm.suppressed(nameOf(after)), undo: () => again(after) }),
    onError: (error) => announce({ text: problemText(error), failed: true }),
    onSettled: () => void client.invalidateQueries({ queryKey: keys.messages }),
  });
  const offered = offeredFor(message, onlyOpen ?? false);
  if (!may || !offered) return null;
  return (
    <BusyButton
      variant="default"
      size="compact-xs"
      busy={act.isPending}
      aria-label={`${offered.label}: ${messageTitle(message)}, ${nameOf(message)}`}
      onClick={() => act.mutate(offered.action)}
    >
      {offered.label}
    </BusyButton>
  );
}

function offeredFor(message: Message, onlyOpen: boolean): { action: Action; label: string } | undefined {
  if (['planned', 'held'].includes(message.status)) return { action: 'suppress', label: tm.suppress };
  // Stopped before its time: it goes when that comes.
  if (message.reason === 'suppressed' && isToCome(message) && !message.handledAt) return { action: 'resend', label: tm.sendAfterAll };
  const failed = message.status === 'failed' && (!onlyOpen || !message.handledAt);
  const isOver = ['sent', 'delivered', 'skipped'].includes(message.status);
  return failed || (!onlyOpen && isOver) ? { action: 'resend', label: tm.resend } : undefined;
}

function resentText(message: Message): string {
  return isToCome(message) ? tm.plannedAgain(nameOf(message), formatDayTime(message.dueAt)) : tm.resent(nameOf(message));
}

const isToCome = ({ dueAt }: Message): boolean => Date.parse(dueAt) > serverNow();

const nameOf = (message: Message): string => message.recipient.displayName;
