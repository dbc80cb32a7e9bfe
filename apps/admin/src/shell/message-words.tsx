import type { Message } from '../api/types';
import { t } from '../texts';
import { word, words } from '../words';
import { Tag, type TagTone } from './Tag';

const TONES: Record<string, TagTone> = { sent: 'good', delivered: 'good', failed: 'bad', held: 'warn' };

export function MessageState({ status }: { status: string }) {
  return <Tag tone={TONES[status] ?? 'neutral'}>{word(words.messageStatus, status)}</Tag>;
}

export function MessageAdvice({ advice }: { advice: string[] }) {
  return advice.map((code) => (
    <Tag key={code} tone="info">
      {word(words.advice, code)}
    </Tag>
  ));
}

export const messageTitle = (message: Pick<Message, 'kind' | 'step'>): string =>
  [word(words.messageKinds, message.kind), message.step ? word(words.messageSteps, message.step) : ''].filter(Boolean).join(', ');

/** Why a message is not simply on its way, or will not go at its time. */
export function fateText(message: Pick<Message, 'outlook' | 'reason'>): string {
  const { outlook } = message;
  if (outlook?.decision === 'skip') return t.messages.willNotGo(reasonText(outlook));
  return reasonText(outlook?.reason === 'paused' ? outlook : message);
}

/** A reason in words; codes may carry the provider's own after a colon. */
export function reasonText({ reason }: Pick<Message, 'reason'>): string {
  if (!reason) return '';
  const known = words.messageReasons[reason];
  if (known !== undefined) return known;
  const [start, said] = Object.entries(words.providerReasons).find(([begin]) => reason.startsWith(begin)) ?? [];
  if (start !== undefined) return `${said} (${reason.slice(reason.indexOf('-') + 1)})`;
  const [code = '', ...rest] = reason.split(':');
  return rest.length > 0 ? `${word(words.messageReasons, code)} (${rest.join(':').trim()})` : word(words.messageReasons, code);
}
