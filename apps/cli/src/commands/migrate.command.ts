import { migrate } from '#platform';
import { openDatabase } from '../../../composition.js';
import { print, type Command } from './command.js';

export const migrateCommand: Command = {
  name: 'migrate',
  usage: 'migrate',
  summary: 'brings the database up to date (every start does it, too)',
  async run(_args, config) {
    const database = await openDatabase(config);
    try {
      const done = await migrate(database);
      print(done.length > 0 ? done.map((name) => `applied ${name}`).join('\n') : 'The database is up to date.');
      return 0;
    } finally {
      await database.close();
    }
  },
};
