import { invalidField } from '#kernel';
import { ROLE_NAMES, type Role } from '../access/roles.js';

const MAX_EMAIL = 254;
/** ASCII only, no quoting: two addresses that look alike must not be two accounts. A bare host is for `admin@localhost`. */
const EMAIL = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;

/** How addresses are stored and compared. */
export function normalEmail(text: string): string {
  return text.trim().toLowerCase();
}

export function readEmail(text: string): string {
  const email = normalEmail(text);
  if (email.length > MAX_EMAIL || !EMAIL.test(email))
    throw invalidField('/email', 'email', 'Write an e-mail address, like kim@example.org.');
  return email;
}

export function readRole(text: string): Role {
  const role = ROLE_NAMES.find((name) => name === text);
  if (!role) throw invalidField('/role', 'unknown-role', `There is no such role. Roles: ${ROLE_NAMES.join(', ')}.`);
  return role;
}
