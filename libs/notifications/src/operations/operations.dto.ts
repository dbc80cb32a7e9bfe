import { ApiProperty } from '@nestjs/swagger';
import { IsLine } from '#platform';

export class PauseChannelBody {
  /** Why, for the colleagues who find it paused. */
  @IsLine(200)
  reason: string;
}

export class LanePauseView {
  at: string;
  /** Who paused it. */
  by: string;
  reason: string;
}

export class LaneSuspensionView {
  /** One message is tried then. */
  until: string;
}

/** The messages of one channel. Counts end at a million. */
export class LaneView {
  channel: string;
  label: string;
  /** Its provider is not named in the settings: it reaches nobody, but people of the demo clinic. */
  isNotSetUp?: boolean;
  /** Somebody has stopped it: nothing is handed out. */
  paused?: LanePauseView;
  /** Its provider does not answer. */
  suspended?: LaneSuspensionView;
  /** Messages a second that its provider takes, also less than one; absent: none is set. */
  @ApiProperty({ type: 'number', required: false })
  perSecond?: number;
  /** Due and not finished: waiting, or handed out. */
  due: number;
  /** Due for more than five minutes. */
  late: number;
  /** Waiting for their time, or due. */
  planned: number;
  /** Handed out and not finished. */
  queued: number;
  /** Of those, in a worker's hands. */
  inFlight: number;
  /** Waiting for the end of the quiet hours. */
  held: number;
  /** Planned again after a try that did not succeed. */
  retrying: number;
  /** Of what was due in the last 24 hours. */
  failedLastDay: number;
  /** They broke whatever touched them; each waits until somebody sends it again. */
  setAside: number;
  oldestDueAt?: string;
}

export class QueueView {
  kind: 'in-process' | 'bullmq';
  problems: string[];
  /** Batches; absent without Redis, or when it does not answer. */
  waiting?: number;
  active?: number;
}

/** The mailbox that mails come back to. */
export class BouncesView {
  mailbox: string;
  /** When all that was there had been read. */
  readAt?: string;
  /** Why it is not read: `login`, `folder`, `starttls`, `unread` (nobody looks), or a code of the server or the connection. */
  problem?: string;
}

export class MessageOperationsView {
  lanes: LaneView[];
  queue: QueueView;
  /** Absent: there is no such mailbox, or nobody has looked so far. */
  bounces?: BouncesView;
}
