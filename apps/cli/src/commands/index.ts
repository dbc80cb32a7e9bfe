import { apiKeyCreate } from './api-key-create.command.js';
import { clinicApply } from './clinic-apply.command.js';
import type { Command } from './command.js';
import { doctor } from './doctor.command.js';
import { migrateCommand } from './migrate.command.js';
import { resealCommand } from './reseal.command.js';
import { seed } from './seed.command.js';
import { userInvite } from './user-invite.command.js';
import { verify } from './verify.command.js';

export const COMMANDS: readonly Command[] = [migrateCommand, seed, clinicApply, userInvite, apiKeyCreate, verify, resealCommand, doctor];

export function usage(): string {
  const width = Math.max(...COMMANDS.map((command) => command.usage.length));
  return [
    'npm run --silent cli -- COMMAND',
    '',
    ...COMMANDS.map((command) => `  ${command.usage.padEnd(width)}  ${command.summary}`),
    '',
  ].join('\n');
}
