import { useMutation, useQueryClient } from '@tanstack/react-query';
import { actOn } from '../api/ledger';
import { keys } from '../api/queries';
import type { Message } from '../api/types';
import { announce } from '../shell/actions';
import { problemText } from '../shell/ProblemNotice';
import { tm } from '../texts.messages';

/** Deals with one exception; the list is asked again, whatever comes of it. */
export function useException(message: Message, name: string) {
  const client = useQueryClient();
  const mutation = useMutation({
    mutationFn: (action: 'resend' | 'acknowledge') => actOn(message, action),
    onSuccess: (_, action) => announce({ text: action === 'resend' ? tm.resent(name) : tm.exceptions.acknowledged(name) }),
    onError: (error) => announce({ text: problemText(error), failed: true }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.messages }),
  });
  return { act: mutation.mutate, busy: mutation.isPending };
}
