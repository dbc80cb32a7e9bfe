import type { Message } from '../api/types';
import { personName } from '../names';
import { MessageAdvice, messageTitle } from '../shell/message-words';
import { tm } from '../texts.messages';
import { word, words } from '../words';
import css from '../screens/screens.module.css';

interface Props {
  message: Pick<Message, 'id' | 'recipient' | 'channel' | 'kind' | 'step' | 'advice'>;
  onOpen: (id: string) => void;
}

/** Cells of a row of messages: to whom, how, and what; that opens it. */
export function MessageCells({ message, onOpen }: Props) {
  const title = messageTitle(message);
  return (
    <>
      <td>{personName(message.recipient.displayName)}</td>
      <td>{word(words.channels, message.channel)}</td>
      <td>
        <span className={css['actions']}>
          <button
            type="button"
            className={css['rowButton']}
            onClick={() => onOpen(message.id)}
            aria-label={`${title}. ${tm.read(message.recipient.displayName)}`}
          >
            {title}
          </button>
          <MessageAdvice advice={message.advice} />
        </span>
      </td>
    </>
  );
}
