import type { Message } from './message.types.js';

const STEPS: Record<NonNullable<Message['step']>, string> = {
  '3d': 'Three days before the visit.',
  '1d': 'The day before the visit.',
  '2h': 'Two hours before the visit.',
  reminder: 'Nobody has said yet that it has arrived.',
};
const KINDS: Record<Message['kind'], string> = {
  confirmation: 'The visit was booked.',
  reminder: 'The visit comes closer.',
  change: 'The visit was changed after they had been told of it.',
  cancellation: 'It is off, and they had been told of it.',
  'new-visit': 'The visit is theirs.',
  'clearance-request': 'The visit waits for their go-ahead.',
  'referral-report': 'A report on a patient of theirs was sent.',
};

/** For the desk: why somebody gets a message, and why it waits. Never sent. */
export function whyOf(message: Pick<Message, 'kind' | 'step' | 'status' | 'reason' | 'attempts'>): string {
  const why = message.step ? STEPS[message.step] : KINDS[message.kind];
  if (message.status === 'held')
    return `${why} ${message.reason === 'horizon' ? 'It waits until the visit is near enough.' : 'It waits for the end of the quiet hours.'}`;
  return message.attempts > 0 && message.reason ? `${why} Tried ${message.attempts} times so far (${message.reason}).` : why;
}
