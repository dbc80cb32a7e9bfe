import { Injectable } from '@nestjs/common';
import { ClinicService } from '#clinic';
import { LinkSecrets, SingleUseTokens } from '#identity';
import { newId, refusedField } from '#kernel';
import { record, type RequestContext, type Tx } from '#platform';
import type { Visit, VisitChange, VisitListener } from '#scheduling';
import { ScreeningService } from '../screening.service.js';
import type { Provider } from '../screening.types.js';
import { ScreeningExtensions } from './asking.js';
import { RequestStore, type ClearanceRequest, type RequestStatus } from './request.store.js';

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
      if (open) await this.end(tx, ctx, open, statusAfter(change));
      return;
    }
    if (!open) return this.askFor(tx, change);
    if (change.clearanceFrom !== undefined && change.clearanceFrom !== open.provider.practitionerId) {
      await this.end(tx, ctx, open, 'withdrawn');
      return this.askFor(tx, change);
    }
    if (open.deadline === after.releaseAt && before!.start === after.start) return;
    const findings = await this.screening.findingsOn(tx, ctx, after);
    const moved = { ...open, findings, deadline: after.releaseAt!, asOf: ctx.now };
    await this.requests.refresh(tx, moved);
    await this.tokens.extend(tx, CLEARANCE_LINK, open.id, after.releaseAt!);
    if (before!.start !== after.start) for (const tell of this.extensions.requestListeners) await tell(tx, ctx, moved, after);
  }

  private async askFor(tx: Tx, { after, ctx, clearanceFrom }: VisitChange): Promise<void> {
    await this.ask(tx, ctx, after, await this.provider(tx, after, clearanceFrom));
  }

  /** A new request with a link of its own; the one before it, if any, is ended. */
  private async ask(tx: Tx, ctx: RequestContext, visit: Visit, provider: Provider): Promise<ClearanceRequest> {
    const id = newId('crq', ctx.now);
    const request = {
      id,
      version: 1,
      patientId: visit.patientId,
      visitId: visit.id,
      provider,
      findings: await this.screening.findingsOn(tx, ctx, visit),
      status: 'open' as const,
      askedAt: ctx.now,
      asOf: ctx.now,
      deadline: visit.releaseAt!,
    };
    await this.requests.insert(tx, request);
    const ttlMs = Math.max(1, visit.releaseAt! - ctx.now);
    await this.tokens.issue(tx, ctx, { purpose: CLEARANCE_LINK, subject: id, ttlMs }, this.secrets.of(CLEARANCE_LINK, id));
    await record(tx, ctx, { kind: 'clearance-request.asked', subject: 'clearance-request', id, version: 1 });
    for (const tell of this.extensions.requestListeners) await tell(tx, ctx, request, visit);
    return request;
  }

  /** The same provider once more: the old request keeps what was said, the new one has a new link and message. */
  async askAgain(tx: Tx, ctx: RequestContext, open: ClearanceRequest, visit: Visit): Promise<ClearanceRequest> {
    await this.end(tx, ctx, open, open.clearanceId === undefined ? 'withdrawn' : 'given');
    return this.ask(tx, ctx, visit, open.provider);
  }

  private async end(tx: Tx, ctx: RequestContext, { id, version }: ClearanceRequest, status: RequestStatus): Promise<void> {
    await this.requests.close(tx, id, status, ctx.now);
    await this.tokens.revoke(tx, ctx, CLEARANCE_LINK, id);
    await record(tx, ctx, { kind: `clearance-request.${status}`, subject: 'clearance-request', id, version: version + 1 });
  }

  /** Who is asked: whom the desk chose, else who referred the patient, else the practitioner of the host leg. Never a therapist. */
  private async provider(tx: Tx, visit: Visit, chosen: string | undefined): Promise<Provider> {
    const { practitioners } = await this.clinic.snapshot(tx);
    const able = (id: string): Provider | undefined => {
      const practitioner = practitioners.get(id);
      return practitioner && practitioner.discipline !== 'massage' ? { practitionerId: id, name: practitioner.displayName } : undefined;
    };
    if (chosen !== undefined) {
      if (!practitioners.has(chosen)) throw refusedField('/clearanceFrom', 'practitioner-unknown', 'There is no such practitioner.');
      const provider = able(chosen);
      if (!provider) throw refusedField('/clearanceFrom', 'practitioner-not-qualified', 'A massage therapist gives no go-ahead.');
      return provider;
    }
    const referrer = await this.extensions.referrer?.(tx, visit);
    if (referrer?.practitionerId !== undefined && able(referrer.practitionerId)) return referrer;
    if (referrer?.practitionerId === undefined && referrer?.email !== undefined) return referrer;
    const host = visit.legs.map((leg) => (leg.status === 'cancelled' ? undefined : able(leg.practitionerId))).find(Boolean);
    if (!host) throw refusedField('/clearanceFrom', 'clearance-from-required', 'Nobody follows from the visit: say who is asked.');
    return host;
  }
}

/** How a request ends whose visit no longer waits. */
function statusAfter({ kind, ctx }: VisitChange): RequestStatus {
  if (kind === 'settled') return 'given';
  if (kind !== 'released') return 'withdrawn';
  return ctx.actor.type === 'system' ? 'expired' : 'refused';
}
