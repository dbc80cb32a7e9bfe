import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ClinicService, printDiff } from '#clinic';
import { systemContext } from '#platform';
import { print, UsageError, withApp, type Command } from './command.js';

export const clinicApply: Command = {
  name: 'clinic apply',
  usage: 'clinic apply FILE [--dry-run] [--force]',
  summary: 'makes the clinic what the YAML file says; safe to repeat',
  async run(args, config) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { 'dry-run': { type: 'boolean' }, force: { type: 'boolean' } },
    });
    const file = positionals[0];
    if (!file || positionals.length !== 1) throw new UsageError('Write: clinic apply FILE [--dry-run] [--force]');
    if (!existsSync(file)) throw new UsageError(`There is no file ${file}.`);
    const text = readFileSync(file, 'utf8');
    return withApp(config, async (app, parts) => {
      const ctx = systemContext('clinic apply', parts.clock.now());
      const { diff, affectedVisits } = await app
        .get(ClinicService)
        .applyFile(ctx, text, { dryRun: values['dry-run'], force: values.force });
      print(printDiff(diff));
      if (affectedVisits.length > 0)
        print(`${affectedVisits.length} booked visits fall outside: ${affectedVisits.map((visit) => visit.id).join(', ')}`);
      if (values['dry-run']) print('Dry run: nothing was changed.');
      return 0;
    });
  },
};
