const RESOURCES = ['visits', 'patients', 'referrals', 'clinic', 'messages', 'screening', 'users', 'keys', 'operations'] as const;

const read = (...resources: (typeof RESOURCES)[number][]) => resources.map((resource) => `${resource}:read`);
const readAndWrite = (...resources: (typeof RESOURCES)[number][]) =>
  resources.flatMap((resource) => [`${resource}:read`, `${resource}:write`]);

/** Lifts an overridable refusal of a gate. The desk may not: it is a clinical or a manager's decision. */
const OVERRIDE = 'visits:override';

/** Every scope that a route may ask for and a key may hold. */
export const SCOPES: readonly string[] = [...readAndWrite(...RESOURCES), OVERRIDE, '*'];

/** What each role allows. A new role is one line here; nothing else lists them. */
export const ROLES = {
  coordinator: [...readAndWrite('visits', 'patients', 'referrals', 'messages', 'screening'), ...read('clinic')],
  practitioner: [...readAndWrite('visits', 'referrals', 'screening'), ...read('patients', 'clinic', 'messages'), OVERRIDE],
  manager: [...readAndWrite(...RESOURCES), OVERRIDE],
  admin: ['*'],
} as const satisfies Record<string, readonly string[]>;

export type Role = keyof typeof ROLES;
export const ROLE_NAMES = Object.keys(ROLES) as Role[];

/** A role that an older version left in the table allows nothing. */
export function scopesOf(role: string): readonly string[] {
  return Object.hasOwn(ROLES, role) ? ROLES[role as Role] : [];
}

export function isScope(text: string): boolean {
  return SCOPES.includes(text);
}
