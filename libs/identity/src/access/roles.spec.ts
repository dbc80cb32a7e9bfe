import { describe, expect, it } from '@jest/globals';
import type { Actor } from '#platform';
import { checkScopes, requireGrantable } from './grants.rules.js';
import { isScope, ROLE_NAMES, ROLES, SCOPES, scopesOf } from './roles.js';

const holding = (...scopes: string[]): Actor => ({ type: 'user', id: 'usr_1', displayName: 'Kim', scopes });

describe('roles', () => {
  it('name known scopes only, each once', () => {
    for (const role of ROLE_NAMES) {
      const scopes: readonly string[] = ROLES[role];
      expect(scopes.filter((scope) => !isScope(scope))).toEqual([]);
      expect(new Set(scopes).size).toBe(scopes.length);
    }
  });

  it('let everybody but the desk override', () => {
    const may = ROLE_NAMES.filter((role) => ['visits:override', '*'].some((scope) => scopesOf(role).includes(scope)));
    expect(may).toEqual(['practitioner', 'manager', 'admin']);
  });

  it('give users and keys to managers and admins only', () => {
    for (const role of ['coordinator', 'practitioner'] as const) {
      expect(ROLES[role].filter((scope) => /^(users|keys|\*)/.test(scope))).toEqual([]);
    }
    expect(ROLES.manager).toEqual(expect.arrayContaining(['users:write', 'keys:write']));
    expect(ROLES.manager).not.toContain('*');
  });

  it('allow nothing to a role that does not exist', () => {
    expect(scopesOf('surgeon')).toEqual([]);
    expect(scopesOf('constructor')).toEqual([]);
  });
});

describe('grants', () => {
  it('stop at what the giver holds', () => {
    expect(() => requireGrantable(holding('visits:read'), ['visits:read'])).not.toThrow();
    expect(() => requireGrantable(holding('*'), SCOPES)).not.toThrow();
    expect(() => requireGrantable(holding(...ROLES.manager), ROLES.admin)).toThrow(expect.objectContaining({ code: 'insufficient-scope' }));
    expect(() => requireGrantable(holding('visits:read'), ['visits:read', 'visits:write'])).toThrow('visits:write');
  });

  it('refuse unknown scopes with the list', () => {
    expect(checkScopes(['visits:read', 'visits:read', '*'])).toEqual(['visits:read', '*']);
    for (const scopes of [['visits:read', 'visit:read'], []]) {
      expect(() => checkScopes(scopes)).toThrow(expect.objectContaining({ kind: 'invalid', code: 'unknown-scope' }));
      expect(() => checkScopes(scopes)).toThrow('referrals:write');
    }
  });
});
