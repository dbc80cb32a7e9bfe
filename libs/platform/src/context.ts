/** Who acts. `scopes` is what the credential or the role allows; `*` allows everything. */
export interface Actor {
  type: 'user' | 'api-key' | 'link' | 'system';
  id: string;
  displayName: string;
  scopes: readonly string[];
  /** The practitioner that a signed-in person is, if any. */
  practitionerId?: string;
}

/**
 * What a command needs to know of its request. It is passed by hand from controller to service to store:
 * an ambient context would hide which code depends on it.
 */
export interface RequestContext {
  actor: Actor;
  requestId: string;
  now: number;
  /** The raw `If-Match` header. */
  ifMatch?: string;
  idempotency?: { key: string; fingerprint: string };
}

export function hasScope(actor: Actor, scope: string): boolean {
  return actor.scopes.includes('*') || actor.scopes.includes(scope);
}

/** The context of work that no request asked for: jobs, seeds, the command line. */
export function systemContext(name: string, now: number): RequestContext {
  return { actor: { type: 'system', id: 'system', displayName: name, scopes: ['*'] }, requestId: name, now };
}
