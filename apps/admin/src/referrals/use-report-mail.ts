import { useQuery } from '@tanstack/react-query';
import { untilDue } from '../api/due';
import { queries } from '../api/queries';
import type { ReportItem } from '../api/reports';
import { useMay } from '../api/session';
import type { Instant, Message } from '../api/types';
import { reasonText } from '../shell/message-words';
import { tr } from '../texts.report';
import { formatDayTime } from '../time/wall';

export interface ReportMail {
  /** Absent of what has left, of what goes by other ways, and where nobody may know. */
  state?: 'waits' | 'stopped';
  /** Instead of when it was sent. */
  line?: string;
  leftAt?: Instant;
}

const NOTHING: ReportMail = {};

/** Sending a report asks for its mail, which leaves later: after the time to undo, and not at night. */
export function useReportMail(report: ReportItem): ReportMail {
  const waits = report.status === 'sent' && report.sentHow === 'message';
  const may = useMay('messages:read');
  const { data } = useQuery({
    ...queries.messages({ aboutId: report.id }),
    enabled: may && waits,
    refetchInterval: ({ state }) => untilDue(state.data?.data),
  });
  return data && waits ? mailOf(report, data.data) : NOTHING;
}

/** `messages`: the newest first. The reminder is another thing. */
export function mailOf({ sentAt, sentBy = '' }: Pick<ReportItem, 'sentAt' | 'sentBy'>, messages: readonly Message[]): ReportMail {
  const [mail] = messages.filter((message) => message.step === undefined);
  if (!mail) return NOTHING;
  if (mail.sentAt) return { leftAt: mail.sentAt };
  const asked = sentAt ? formatDayTime(sentAt) : '';
  if (mail.status === 'failed' || mail.status === 'skipped')
    return { state: 'stopped', line: tr.mail.stopped(reasonText(mail), asked, sentBy) };
  return { state: 'waits', line: tr.mail.waits(formatDayTime(mail.dueAt), asked, sentBy) };
}
