import { Injectable } from '@nestjs/common';
import { ClinicService } from '#clinic';
import { LinkSecrets, SingleUseTokens } from '#identity';
import { localDateOf, newId, refusedField } from '#kernel';
import { record, type Tx } from '#platform';
import type { Visit, VisitChange, VisitListener } from '#scheduling';
import { ScreeningService } from '../screening.service.js';
import type { Provider } from '../screening.types.js';
import { ScreeningExtensions } from './asking.js';
import { RequestStore, type RequestStatus } from './request.store.js';

/** What the link of a request opens. */
export const CLEARANCE_LINK = 'clearance';

/** A tentative visit asks a provider, in the transaction that makes it tentative; what becomes of it closes the request. */
@Injectable()
export class RequestListener implements VisitListener {
  readonly key = 'clearance-requests';

  constructor(
    private readonly clinic: ClinicService,
    private readonly screening: ScreeningService,
    private readonly requests: RequestStore,
    private readonly extensions: ScreeningExtensions,
    private readonly tokens: SingleUseTokens,
    private readonly secrets: LinkSecrets,
  ) {}

  async onVisitChange(tx: Tx, change: VisitChange): Promise<void> {
    const { before, after, ctx } = change;
    const [was, is] = [before?.status === 'tentative', after.status === 'tentative'];
    if (!was && !is) return;
    const open = was ? await this.requests.openOf(tx, after.id) : undefined;
    if (!is) {
      if (open) await this.close(tx, change, open.id);
      return;
    }
    if (!open) return this.ask(tx, change);
    if (open.deadline !== after.releaseAt) await this.requests.moveDeadline(tx, open.id, after.releaseAt!);
    if (before!.start !== after.start) for (const tell of this.extensions.requestListeners) await tell(tx, ctx, open, after);
  }

  private async ask(tx: Tx, change: VisitChange): Promise<void> {
    const { after, ctx } = change;
    const { timeZone } = (await this.clinic.snapshot(tx)).locations.get(after.locationId)!;
    const { findings } = await this.screening.judge(tx, after.patientId, localDateOf(after.start, timeZone), ctx.now);
    const id = newId('crq', ctx.now);
    const request = {
      id,
      version: 1,
      patientId: after.patientId,
      visitId: after.id,
      provider: await this.provider(tx, after, change.clearanceFrom),
      findings: findings.filter((finding) => finding.verdict !== 'clear'),
      status: 'open' as const,
      askedAt: ctx.now,
      deadline: after.releaseAt!,
    };
    await this.requests.insert(tx, request);
    const ttlMs = Math.max(1, after.releaseAt! - ctx.now);
    await this.tokens.issue(tx, ctx, { purpose: CLEARANCE_LINK, subject: id, ttlMs }, this.secrets.of(CLEARANCE_LINK, id));
    await record(tx, ctx, { kind: 'clearance-request.asked', subject: 'clearance-request', id, version: 1 });
    for (const tell of this.extensions.requestListeners) await tell(tx, ctx, request, after);
  }

  /** Who is asked: whom the desk chose, else who referred the patient, else the practitioner of the host leg. */
  private async provider(tx: Tx, visit: Visit, chosen: string | undefined): Promise<Provider> {
    const { practitioners, services } = await this.clinic.snapshot(tx);
    const named = (id: string): Provider | undefined => {
      const practitioner = practitioners.get(id);
      return practitioner && { practitionerId: id, name: practitioner.displayName };
    };
    if (chosen !== undefined) {
      const provider = named(chosen);
      if (!provider) throw refusedField('/clearanceFrom', 'practitioner-unknown', 'There is no such practitioner.');
      return provider;
    }
    const host = visit.legs.find((leg) => services.get(leg.serviceId)?.discipline !== 'massage') ?? visit.legs[0]!;
    return (await this.extensions.referrer?.(tx, visit)) ?? named(host.practitionerId)!;
  }

  private async close(tx: Tx, { kind, after, ctx }: VisitChange, id: string): Promise<void> {
    const overdue = kind === 'released' && ctx.actor.type === 'system';
    const status: RequestStatus = kind === 'settled' ? 'given' : overdue ? 'expired' : kind === 'released' ? 'refused' : 'withdrawn';
    await this.requests.close(tx, id, status, ctx.now);
    await this.tokens.revoke(tx, ctx, CLEARANCE_LINK, id);
    await record(tx, ctx, { kind: `clearance-request.${status}`, subject: 'clearance-request', id, version: after.version });
  }
}
