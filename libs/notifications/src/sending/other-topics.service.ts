import { Injectable } from '@nestjs/common';
import type { Reader } from '#platform';
import { type ReportAddress, ReportStore, ReferralsService, type ReferralStatus } from '#referrals';
import type { PractitionerLeg } from '#scheduling';
import { isAboutVisit, OUTSTANDING, type DueMessage } from '../messages/message.types.js';
import { Days } from './days.service.js';

/** What a message is about that is about no visit. A new kind of message adds a type here, and where it is found. */
export interface OtherTopic {
  type: 'report' | 'referral' | 'day';
  id: string;
  referralId?: string;
  /** Why nobody needs to hear of it any more. */
  outdated?: string;
  /** Nobody needs it from then on. */
  latest?: number;
  /** Somebody outside the clinic whom it is for, and the patient for whose sake. */
  outsider?: { name: string; email?: string; patientId: string };
  /** Where its reader finds it. */
  page?: string;
  /** Of a day: what its reader has to do. */
  legs?: readonly PractitionerLeg[];
}

/** Finds what messages are about beside visits, as it is now. */
@Injectable()
export class OtherTopics {
  constructor(
    private readonly reports: ReportStore,
    private readonly referrals: ReferralsService,
    private readonly days: Days,
  ) {}

  /** One read for each type, however many messages; `undefined`: it is gone, or the message is about a visit. */
  async of(reader: Reader, messages: readonly DueMessage[]): Promise<(message: DueMessage) => OtherTopic | undefined> {
    const others = messages.filter((message) => !isAboutVisit(message));
    const idsOf = (kind: string) => [...new Set(others.filter((message) => message.kind === kind).map((message) => message.about))];
    const reports = await this.reports.addresses(reader, idsOf('referral-report'));
    const referrals = await this.referrals.statuses(reader, idsOf('referral-received'));
    const digests = others.filter((message) => message.kind === 'daily-digest');
    const legsOf = await this.days.of(reader, digests);
    return (message) => {
      if (isAboutVisit(message)) return undefined;
      if (message.kind === 'daily-digest') return dayTopic(message, legsOf(message));
      if (message.kind === 'referral-received') return referralTopic(message.about, referrals.get(message.about));
      const report = reports.get(message.about);
      return report && reportTopic(report);
    };
  }
}

function reportTopic({ id, referralId, patientId, status, referrer }: ReportAddress): OtherTopic {
  return {
    type: 'report',
    id,
    referralId,
    outdated: status === 'sent' ? undefined : status,
    outsider: { ...referrer, patientId },
  };
}

function referralTopic(id: string, status: ReferralStatus | undefined): OtherTopic | undefined {
  return status && { type: 'referral', id, page: `/referrals/${id}`, outdated: status === 'received' ? undefined : 'answered' };
}

function dayTopic({ about, status }: DueMessage, legs: readonly PractitionerLeg[]): OtherTopic {
  const isEmpty = OUTSTANDING.includes(status) && legs.length === 0;
  return {
    type: 'day',
    id: about,
    page: `/?date=${about}`,
    outdated: isEmpty ? 'nothing-on' : undefined,
    latest: legs.length > 0 ? Math.max(...legs.map((leg) => leg.end)) : undefined,
    legs,
  };
}
