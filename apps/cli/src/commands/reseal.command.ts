import { Sealer, reseal } from '#platform';
import { SEALED_COLUMNS } from '../../../composition.js';
import { print, UsageError, withApp, type Command } from './command.js';

export const resealCommand: Command = {
  name: 'reseal',
  usage: 'reseal',
  summary: 'seals everything with SECRET_KEY, so that SECRET_KEYS_OLD can go; safe to repeat',
  async run(args, config) {
    if (args.length > 0) throw new UsageError('Write: reseal');
    return withApp(config, async (app, parts) => {
      const columns = await reseal(parts.database, app.get(Sealer), SEALED_COLUMNS);
      const width = Math.max(...columns.map(({ column }) => column.length));
      for (const { column, resealed, current, unreadable } of columns) {
        const trouble = unreadable > 0 ? `, ${unreadable} UNREADABLE` : '';
        print(`${column.padEnd(width)}  ${resealed} resealed, ${current} current${trouble}`);
      }
      const unreadable = columns.reduce((sum, column) => sum + column.unreadable, 0);
      print(
        unreadable === 0
          ? 'Everything is sealed with SECRET_KEY.'
          : `${unreadable} values are sealed with a key that is neither in SECRET_KEY nor in SECRET_KEYS_OLD, or are damaged.`,
      );
      return unreadable === 0 ? 0 : 1;
    });
  },
};
