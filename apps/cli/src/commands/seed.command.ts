import { seedDemoIfWanted } from '../../../demo/seed-demo.js';
import { print, UsageError, withApp, type Command } from './command.js';

export const seed: Command = {
  name: 'seed',
  usage: 'seed --demo',
  summary: 'makes the demo clinic in an empty database',
  async run(args, config) {
    if (args.join(' ') !== '--demo') throw new UsageError('Write: seed --demo');
    const made = await withApp(config, (app, parts) => seedDemoIfWanted(app, { ...parts, config: { ...parts.config, demo: true } }));
    print(made ? 'The demo clinic is there: Cedar Spine & Rehab.' : 'Nothing was made: the database already has a clinic.');
    return made ? 0 : 1;
  },
};
