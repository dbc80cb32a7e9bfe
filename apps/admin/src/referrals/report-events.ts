import type { ReportItem } from '../api/reports';
import { tr } from '../texts.report';
import { word } from '../words';

export interface ReportEvent {
  id: string;
  at: string;
  text: string;
  by: string;
}

/** What the history of a referral tells of a report: that it went out, and that it arrived. */
export function eventsOf({ id, kind, sentAt, sentBy, acknowledgedAt, acknowledgedBy }: ReportItem): ReportEvent[] {
  const what = word(tr.kinds, kind).toLowerCase();
  const event = (at: string | undefined, text: string, by = ''): ReportEvent[] => (at === undefined ? [] : [{ id, at, text, by }]);
  return [...event(sentAt, tr.events.sent(what), sentBy), ...event(acknowledgedAt, tr.events.acknowledged(what), acknowledgedBy)];
}
