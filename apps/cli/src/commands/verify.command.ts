import { verifyDatabase } from '../verify/verify.js';
import { print, withApp, type Command } from './command.js';

export const verify: Command = {
  name: 'verify',
  usage: 'verify',
  summary: 'checks on the live database that the invariants hold',
  async run(_args, config) {
    const findings = await withApp(config, (_app, parts) => verifyDatabase(parts.database, parts.clock.now()));
    for (const { check, violations } of findings) {
      print(
        `${violations.length === 0 ? 'ok      ' : 'BROKEN  '} ${check}${violations.length > 0 ? `: ${violations.slice(0, 10).join(', ')}` : ''}`,
      );
    }
    return findings.every((finding) => finding.violations.length === 0) ? 0 : 1;
  },
};
