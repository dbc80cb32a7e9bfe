import { DomainError } from '#kernel';
import { loadConfig } from '#platform';
import { explainStartError } from '../../api/src/start-errors.js';
import { COMMANDS, usage } from './commands/index.js';
import { UsageError } from './commands/command.js';

async function main(): Promise<number> {
  const words = process.argv.slice(2);
  const command = COMMANDS.find((candidate) => candidate.name.split(' ').every((word, i) => words[i] === word));
  if (!command) {
    process.stderr.write(usage());
    return words.length === 0 || words[0] === 'help' || words[0] === '--help' ? 0 : 2;
  }
  return command.run(words.slice(command.name.split(' ').length), loadConfig(process.env));
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  },
);

function explain(error: unknown): string {
  if (error instanceof UsageError) return error.message;
  if (!(error instanceof DomainError)) return explainStartError(error);
  const fields = (error.details.errors ?? []).map((field) => `  ${field.pointer}: ${field.detail}`);
  return [`${error.code}: ${error.details.detail ?? ''}`, ...fields].join('\n');
}
