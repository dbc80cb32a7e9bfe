import { parseArgs } from 'node:util';
import { IdentityService } from '#identity';
import { systemContext } from '#platform';
import { print, UsageError, withApp, type Command } from './command.js';

const USAGE = 'api-key create --name N --scope S [--scope S]';

export const apiKeyCreate: Command = {
  name: 'api-key create',
  usage: USAGE,
  summary: 'prints a new API key, once; scopes like visits:read, or *',
  async run(args, config) {
    const { values } = parseArgs({ args, options: { name: { type: 'string' }, scope: { type: 'string', multiple: true } } });
    const scopes = (values.scope ?? []).flatMap((scope) => scope.split(/[\s,]+/)).filter(Boolean);
    if (!values.name || scopes.length === 0) throw new UsageError(`Write: ${USAGE}`);
    const name = values.name;
    return withApp(config, async (app, parts) => {
      const { key } = await app.get(IdentityService).createApiKey(systemContext('api-key create', parts.clock.now()), { name, scopes });
      print(key);
      return 0;
    });
  },
};
