import { DomainError, invalidField } from '#kernel';
import { type Actor, hasScope } from '#platform';
import { isScope, SCOPES } from './roles.js';

/** @throws `invalid` / `unknown-scope` with the list of scopes, so that a typing mistake is not a key that may do nothing. */
export function checkScopes(scopes: readonly string[]): string[] {
  const unknown = scopes.findIndex((scope) => !isScope(scope));
  if (unknown >= 0) throw invalidField(`/scopes/${unknown}`, 'unknown-scope', `There is no such scope. Scopes: ${SCOPES.join(', ')}.`);
  if (scopes.length === 0) throw invalidField('/scopes', 'unknown-scope', `Name at least one scope. Scopes: ${SCOPES.join(', ')}.`);
  return [...new Set(scopes)];
}

/** Nobody hands out more than they hold: else `users:write` or `keys:write` would be as good as `*`. */
export function requireGrantable(actor: Actor, scopes: readonly string[]): void {
  const missing = scopes.find((scope) => !hasScope(actor, scope));
  if (missing !== undefined) throw insufficientScope(missing, `To give ${missing} to others you need it yourself.`);
}

export function insufficientScope(scope: string, detail = `This needs the scope ${scope}.`): DomainError {
  return new DomainError('forbidden', 'insufficient-scope', { detail, extra: { scope } });
}
