import { parseArgs } from 'node:util';
import { IdentityService, ROLES, type Role } from '#identity';
import { systemContext } from '#platform';
import { print, UsageError, withApp, type Command } from './command.js';

const USAGE = 'user invite --email E --name N --role R';

export const userInvite: Command = {
  name: 'user invite',
  usage: USAGE,
  summary: 'prints a one-time link with which a person sets a password',
  async run(args, config) {
    const { values } = parseArgs({ args, options: { email: { type: 'string' }, name: { type: 'string' }, role: { type: 'string' } } });
    const { email, name, role } = values;
    if (!email || !name || !role) throw new UsageError(`Write: ${USAGE}`);
    if (!Object.keys(ROLES).includes(role)) throw new UsageError(`--role: one of ${Object.keys(ROLES).join(', ')}`);
    return withApp(config, async (app, parts) => {
      const ctx = systemContext('user invite', parts.clock.now());
      const link = await app.get(IdentityService).inviteUser(ctx, { email, displayName: name, role: role as Role });
      print(link);
      return 0;
    });
  },
};
