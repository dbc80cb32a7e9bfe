import type { Location } from '#clinic';
import { addDays, localPartsOf, wallToInstantForward } from '#kernel';
import type { ReportToTell } from '#referrals';
import type { DraftOf } from '../messages/message.types.js';
import { afterQuiet } from './quiet.rules.js';

/** Who does not answer after so many is not written to again: the desk sees it and calls. */
export const MAX_REPORT_REMINDERS = 3;

/** A report is told at once, and again every so many days at the same wall time while nobody says that it has arrived. */
export function planReport(report: ReportToTell, now: number, undoMs: number, location: Location): DraftOf[] {
  const { practitionerId } = report.referrer;
  const { date, minuteOfDay } = localPartsOf(now, location.timeZone);
  return Array.from({ length: MAX_REPORT_REMINDERS + 1 }, (_, i): DraftOf => {
    const wanted = wallToInstantForward(addDays(date, i * report.remindAfterDays), minuteOfDay, location.timeZone);
    return {
      kind: 'referral-report',
      step: i === 0 ? undefined : 'reminder',
      recipientType: practitionerId === undefined ? 'referrer' : 'practitioner',
      recipientId: practitionerId ?? report.id,
      channel: 'email',
      locationId: report.locationId,
      about: report.id,
      status: 'planned',
      dueAt: i === 0 ? now + undoMs : afterQuiet(wanted, location),
      dedupe: `${report.id}|referral-report|${i}`,
    };
  });
}
