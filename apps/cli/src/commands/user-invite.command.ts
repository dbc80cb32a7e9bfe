import { parseArgs } from 'node:util';
import { ClinicService } from '#clinic';
import { IdentityService, ROLES, type Role } from '#identity';
import { systemContext } from '#platform';
import { print, UsageError, withApp, type Command } from './command.js';

const USAGE = 'user invite --email E --name N --role R [--practitioner ID_OR_NAME]';
const OPTIONS = {
  email: { type: 'string' },
  name: { type: 'string' },
  role: { type: 'string' },
  practitioner: { type: 'string' },
} as const;

export const userInvite: Command = {
  name: 'user invite',
  usage: USAGE,
  summary: 'prints a one-time link with which a person sets a password',
  async run(args, config) {
    const { email, name, role, practitioner } = parseArgs({ args, options: OPTIONS }).values;
    if (!email || !name || !role) throw new UsageError(`Write: ${USAGE}`);
    if (!Object.keys(ROLES).includes(role)) throw new UsageError(`--role: one of ${Object.keys(ROLES).join(', ')}`);
    return withApp(config, async (app, parts) => {
      const { practitioners } = await app.get(ClinicService).snapshot();
      const practitionerId = practitioner === undefined ? undefined : idOf([...practitioners.values()], practitioner);
      const ctx = systemContext('user invite', parts.clock.now());
      const invitation = { email, displayName: name, role: role as Role, practitionerId };
      print(await app.get(IdentityService).inviteUser(ctx, invitation));
      return 0;
    });
  },
};

interface Named {
  id: string;
  displayName: string;
}

function idOf(practitioners: readonly Named[], wanted: string): string {
  const name = wanted.trim().toLowerCase();
  // "Dr. Alder Finch, DC" is also found without the degree.
  const namesOf = ({ displayName }: Named) => [displayName, displayName.split(',', 1)[0]!].map((one) => one.toLowerCase());
  const found = practitioners.filter((one) => one.id === wanted || namesOf(one).includes(name));
  if (found.length === 1) return found[0]!.id;
  const what = found.length === 0 ? `there is no "${wanted}". One of:` : `more than one is called "${wanted}". Write the id of one of:`;
  const shown = found.length === 0 ? practitioners : found;
  throw new UsageError([`--practitioner: ${what}`, ...shown.map(({ id, displayName }) => `  ${id}  ${displayName}`)].join('\n'));
}
