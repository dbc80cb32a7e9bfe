import { Injectable } from '@nestjs/common';
import type { Reader } from '#platform';
import { type ReportAddress, REPORT_LINK, ReportStore } from '#referrals';
import { isAboutVisit, type Message } from '../messages/message.types.js';

/** What a message is about that is about no visit. A new kind of message adds a type here, and where it is found. */
export interface OtherTopic {
  type: 'report';
  id: string;
  referralId?: string;
  patientId: string;
  /** Why nobody needs to hear of it any more. */
  outdated?: string;
  /** Somebody outside the clinic whom it is for. */
  referrer: { name: string; email?: string };
  /** What its link opens. */
  linkPurpose: string;
}

/** Finds what messages are about beside visits, as it is now. */
@Injectable()
export class OtherTopics {
  constructor(private readonly reports: ReportStore) {}

  /** One read for each type, however many messages; `undefined`: it is gone, or the message is about a visit. */
  async of(reader: Reader, messages: readonly Message[]): Promise<(message: Message) => OtherTopic | undefined> {
    const others = messages.filter((message) => !isAboutVisit(message));
    const ofReports = others.filter((message) => message.kind === 'referral-report').map((message) => message.about);
    const reports = await this.reports.addresses(reader, [...new Set(ofReports)]);
    return (message) => {
      const report = message.kind === 'referral-report' ? reports.get(message.about) : undefined;
      return report && topicOf(report);
    };
  }
}

function topicOf({ id, referralId, patientId, status, referrer }: ReportAddress): OtherTopic {
  return {
    type: 'report',
    id,
    referralId,
    patientId,
    outdated: status === 'sent' ? undefined : status,
    referrer,
    linkPurpose: REPORT_LINK,
  };
}
