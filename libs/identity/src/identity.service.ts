import { Inject, Injectable } from '@nestjs/common';
import { invariant } from '#kernel';
import { type Actor, CONFIG, type Config, type RequestContext } from '#platform';
import { Authenticator } from './access/authenticator.service.js';
import { cookieNameFor, presentedBy } from './access/credentials.rules.js';
import { ApiKeyService, type NewKey } from './keys/api-key.service.js';
import { type Invitation, UserService } from './users/user.service.js';

/** What other parts, the start and the command line need; over HTTP the same services answer. */
@Injectable()
export class IdentityService {
  constructor(
    private readonly users: UserService,
    private readonly keys: ApiKeyService,
    private readonly authenticator: Authenticator,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * For answers that outlive their request: who acts by the credential in these headers, as of `now`; `undefined` when
   * it no longer holds. Asking keeps no session alive.
   */
  async actorBehind(headers: { authorization?: string; cookie?: string }, now: number): Promise<Actor | undefined> {
    return this.authenticator.actorBehind(presentedBy(headers, cookieNameFor(this.config.publicUrl)), now);
  }

  /** A link, valid for 30 minutes, that makes its opener the first administrator; `undefined` once anybody has a password. */
  async firstSignInLink(ctx: RequestContext, email?: string): Promise<string | undefined> {
    return this.users.firstSignInLink(ctx, email);
  }

  /** The link to hand to the invited person. */
  async inviteUser(ctx: RequestContext, invitation: Invitation): Promise<string> {
    const { link } = (await this.users.invite({ ...ctx, idempotency: undefined }, invitation)).body;
    invariant(link !== undefined, 'an invitation without replay has a link');
    return link;
  }

  /** The key is readable here and never again. */
  async createApiKey(ctx: RequestContext, wanted: NewKey): Promise<{ id: string; key: string }> {
    const { id, key } = (await this.keys.create({ ...ctx, idempotency: undefined }, wanted)).body;
    invariant(key !== undefined, 'a key without replay is readable');
    return { id, key };
  }
}
