import { Injectable } from '@nestjs/common';
import { ClinicService, clinicZone } from '#clinic';
import { linkNotValid, SingleUseTokens } from '#identity';
import { DomainError, newId, notFound, refusedField } from '#kernel';
import { Commands, Database, etagOf, type Outcome, type Reader, record, type RequestContext, requireMatch, type Tx } from '#platform';
import type { Referral } from '../referral.types.js';
import { findReferral } from '../referrals.store.js';
import { type ReportItemView, reportItemView, type ReportLinkView, type ReportView } from './report.dto.js';
import { ReportMaker } from './report-maker.service.js';
import { requireAddress, requireStatus, visitsCovered } from './report.rules.js';
import { ReportStore, type SealedReport } from './report.store.js';
import type { AcknowledgedHow, Report, ReportContent, ReportKind, ReportWay, ReportWords } from './report.types.js';
import { ReferralExtensions } from './reporting.js';
import { currentSettings } from '../settings/settings.store.js';

/** What the link of a report opens. */
export const REPORT_LINK = 'report';
const MAX_REPORTS = 100;

export interface ReportWish extends ReportWords {
  kind: ReportKind;
}

export interface PrintableReport {
  report: Report;
  content: ReportContent;
}

/** Reports to referrers: made from what is known, frozen when they go out, acknowledged once. */
@Injectable()
export class ReportsService {
  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly clinic: ClinicService,
    private readonly store: ReportStore,
    private readonly maker: ReportMaker,
    private readonly tokens: SingleUseTokens,
    private readonly extensions: ReferralExtensions,
  ) {}

  /** The newest first; as many as a referral can have. */
  async list(referralId: string): Promise<ReportItemView[]> {
    const { reader } = this.db;
    await loadReferral(reader, referralId);
    const zone = await this.zone(reader);
    return (await this.store.ofReferral(reader, referralId, MAX_REPORTS)).map((report) => reportItemView(report, zone));
  }

  async get(id: string): Promise<{ view: ReportView; etag: string }> {
    const report = await this.load(this.db.reader, id);
    return { view: await this.view(this.db.reader, report), etag: etagOf(report.version) };
  }

  /** What is printed: as the report says it. */
  async printable(id: string): Promise<PrintableReport> {
    const report = await this.load(this.db.reader, id);
    return { report, content: (await this.store.sealedOf(this.db.reader, id)).content };
  }

  /** Makes a draft from what is known now. A referral has one draft at most. */
  async create(ctx: RequestContext, referralId: string, wish: ReportWish): Promise<Outcome<ReportView>> {
    return this.commands.run(ctx, async (tx) => {
      await tx.lock([referralId]);
      const referral = await loadReferral(tx, referralId);
      const earlier = await this.store.ofReferral(tx, referralId, MAX_REPORTS);
      const draft = earlier.find((report) => report.status === 'draft');
      if (draft) {
        throw new DomainError('conflict', 'draft-exists', {
          detail: 'There is a report that was not sent yet: change or send that one.',
          extra: { reportId: draft.id },
        });
      }
      if (earlier.length >= MAX_REPORTS) throw refusedField('', 'too-many-reports', `A referral has ${MAX_REPORTS} reports at most.`);
      const id = newId('rep', ctx.now);
      const { report, sealed } = await this.compose(tx, ctx, referral, wish, { id, version: 1 });
      await this.store.insert(tx, report, sealed);
      await this.note(tx, ctx, report, 'report.made');
      return { status: 201, body: await this.view(tx, report, sealed), etag: etagOf(1), location: `/api/v1/reports/${id}` };
    });
  }

  /** Makes a draft anew from what is known now. */
  async replace(ctx: RequestContext, id: string, wish: ReportWish): Promise<Outcome<ReportView>> {
    return this.commands.run(ctx, async (tx) => {
      const { report: before, referral } = await this.lock(tx, id);
      requireMatch(ctx, before.version);
      requireStatus(before, ['draft'], 'It has gone out: what it says stays. Make a new one.');
      const { report, sealed } = await this.compose(tx, ctx, referral, wish, { id, version: before.version + 1 });
      await this.store.replace(tx, before, report, sealed);
      await this.note(tx, ctx, report, 'report.changed');
      return { status: 200, body: await this.view(tx, report, sealed), etag: etagOf(report.version) };
    });
  }

  /** Sends it: by a message with a link, or as the desk says. An older one that nobody has acknowledged is superseded. */
  async send(ctx: RequestContext, id: string, how: ReportWay): Promise<Outcome<ReportView>> {
    return this.commands.run(ctx, async (tx) => {
      const { report, referral } = await this.lock(tx, id);
      requireMatch(ctx, report.version);
      requireStatus(report, ['draft'], 'It was sent already.');
      if (how === 'message') requireAddress(referral.referrer, await this.clinic.snapshot(tx));
      await this.supersede(tx, ctx, referral.id);
      const after = { ...sent(report, ctx, how), status: 'sent' as const, version: report.version + 1 };
      await this.store.update(tx, report, after);
      await this.note(tx, ctx, after, 'report.sent', { how });
      if (how === 'message') {
        const { id: locationId } = await this.maker.location(tx, referral.id);
        const { referrer } = referral;
        const { reportReminderDays } = await currentSettings(tx);
        const told = { id, referrer, locationId, remindAfterDays: reportReminderDays };
        for (const listener of this.extensions.reportListeners) await listener.sent(tx, ctx, told);
      }
      return { status: 200, body: await this.view(tx, after), etag: etagOf(after.version) };
    });
  }

  /** The desk heard that it has arrived. One that was handed over without being sent counts as sent now. */
  async acknowledge(ctx: RequestContext, id: string, by: string, how: Exclude<AcknowledgedHow, 'link'>): Promise<Outcome<ReportView>> {
    return this.commands.run(ctx, async (tx) => {
      const { report } = await this.lock(tx, id);
      requireMatch(ctx, report.version);
      requireStatus(report, ['draft', 'sent'], 'It was acknowledged already, or a newer one has taken its place.');
      const after = await this.acknowledgeIn(tx, ctx, report, by, how);
      return { status: 200, body: await this.view(tx, after), etag: etagOf(after.version) };
    });
  }

  /** What a link shows. Looking does not use it up. */
  async openLink(ctx: RequestContext, token: string): Promise<ReportLinkView> {
    const report = await this.behind(ctx, token);
    const { content } = await this.store.sealedOf(this.db.reader, report.id);
    const { sentAt } = reportItemView(report, await this.zone(this.db.reader));
    return { sentAt: sentAt!, content };
  }

  /** The same for printing. */
  async printableBehind(ctx: RequestContext, token: string): Promise<PrintableReport> {
    const report = await this.behind(ctx, token);
    return { report, content: (await this.store.sealedOf(this.db.reader, report.id)).content };
  }

  /** The referrer has it. The link is used up. */
  async acknowledgeLink(ctx: RequestContext, token: string): Promise<Outcome<undefined>> {
    return this.commands.run(ctx, async (tx) => {
      const content = await this.tokens.peek(tx, REPORT_LINK, token, ctx.now);
      if (!content) throw linkNotValid();
      // The lock first, as the desk takes it: who closes a report holds the lock while the links are revoked.
      const { report, referral } = await this.lock(tx, content.subject);
      await this.tokens.consume(tx, ctx, REPORT_LINK, token);
      requireStatus(report, ['sent'], 'It was acknowledged already, or a newer one has taken its place.');
      const actor = { type: 'link' as const, id: report.id, displayName: referral.referrer.name, scopes: [] };
      await this.acknowledgeIn(tx, { ...ctx, actor }, report, referral.referrer.name, 'link');
      return { status: 204, body: undefined };
    });
  }

  private async behind(ctx: RequestContext, token: string): Promise<Report> {
    const { reader } = this.db;
    const content = await this.tokens.peek(reader, REPORT_LINK, token, ctx.now);
    const report = content && (await this.store.byId(reader, content.subject));
    if (!report) throw linkNotValid();
    return report;
  }

  private async acknowledgeIn(tx: Tx, ctx: RequestContext, before: Report, by: string, how: AcknowledgedHow): Promise<Report> {
    if (before.status === 'draft') await this.supersede(tx, ctx, before.referralId);
    const after: Report = {
      ...sent(before, ctx, wayOf(how)),
      status: 'acknowledged',
      version: before.version + 1,
      acknowledgedAt: ctx.now,
      acknowledgedBy: by,
      acknowledgedHow: how,
    };
    await this.store.update(tx, before, after);
    await this.note(tx, ctx, after, 'report.acknowledged', { how });
    await this.close(tx, ctx, after.id, 'acknowledged');
    return after;
  }

  /** A newer one takes the place of what was sent and not acknowledged. */
  private async supersede(tx: Tx, ctx: RequestContext, referralId: string): Promise<void> {
    const open = (await this.store.ofReferral(tx, referralId, MAX_REPORTS)).filter((report) => report.status === 'sent');
    for (const report of open) {
      const after = { ...report, status: 'superseded' as const, version: report.version + 1 };
      await this.store.update(tx, report, after);
      await this.note(tx, ctx, after, 'report.superseded');
      await this.close(tx, ctx, report.id, 'superseded');
    }
  }

  /** Its links open nothing any more, and nobody is reminded of it. */
  private async close(tx: Tx, ctx: RequestContext, id: string, reason: 'acknowledged' | 'superseded'): Promise<void> {
    await this.tokens.revoke(tx, ctx, REPORT_LINK, id);
    for (const listener of this.extensions.reportListeners) await listener.closed(tx, ctx, id, reason);
  }

  private async compose(
    tx: Tx,
    ctx: RequestContext,
    referral: Referral,
    { kind, ...words }: ReportWish,
    { id, version }: Pick<Report, 'id' | 'version'>,
  ): Promise<{ report: Report; sealed: SealedReport }> {
    const content = await this.maker.make(tx, ctx, referral, kind, words);
    const report: Report = {
      id,
      version,
      referralId: referral.id,
      kind,
      status: 'draft',
      visitsUsed: visitsCovered(content),
      createdAt: ctx.now,
      createdBy: ctx.actor.displayName,
    };
    return { report, sealed: { content, words } };
  }

  /** The report under the lock of its referral, which reports and bookings share. */
  private async lock(tx: Tx, id: string): Promise<{ report: Report; referral: Referral }> {
    const { referralId } = await this.load(tx, id);
    await tx.lock([referralId]);
    return { report: await this.load(tx, id), referral: await loadReferral(tx, referralId) };
  }

  private async note(tx: Tx, ctx: RequestContext, report: Report, kind: string, facts?: Record<string, string>): Promise<void> {
    const { id, version, referralId } = report;
    await record(tx, ctx, { kind, subject: 'report', id, version, facts: { referralId, kind: report.kind, ...facts } });
  }

  private async view(reader: Reader, report: Report, sealed?: SealedReport): Promise<ReportView> {
    const { content, words } = sealed ?? (await this.store.sealedOf(reader, report.id));
    return { ...reportItemView(report, await this.zone(reader)), content, words };
  }

  private async load(reader: Reader, id: string): Promise<Report> {
    const report = await this.store.byId(reader, id);
    if (!report) throw notFound('report');
    return report;
  }

  private async zone(reader: Reader): Promise<string> {
    return clinicZone(await this.clinic.snapshot(reader));
  }
}

async function loadReferral(reader: Reader, id: string): Promise<Referral> {
  const referral = await findReferral(reader, id);
  if (!referral) throw notFound('referral');
  return referral;
}

/** What has gone out stays as it went out. */
function sent(report: Report, ctx: RequestContext, how: ReportWay): Report {
  return report.sentAt === undefined ? { ...report, sentAt: ctx.now, sentBy: ctx.actor.displayName, sentHow: how } : report;
}

/** How a report must have gone out that nobody sent, by how its arrival was told. */
function wayOf(how: AcknowledgedHow): ReportWay {
  return how === 'fax' || how === 'post' ? how : 'by-hand';
}
