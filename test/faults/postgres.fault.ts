import { pause } from '../support/built-server.js';
import { startPostgres } from './servers.js';
import { type FaultReport, underLoad } from './story.js';

/** PostgreSQL dies and comes back while Spotwork runs on: requests wait or are told to come again, nothing else. */
export async function postgresFaults(cycles: number): Promise<FaultReport> {
  const postgres = await startPostgres();
  try {
    return await underLoad({
      name: 'PostgreSQL killed',
      clients: 4,
      times: cycles,
      env: { DATABASE_URL: postgres.url },
      async disturb() {
        for (let i = 0; i < cycles; i++) {
          await pause(500);
          await postgres.kill();
          await pause(500);
          await postgres.start();
        }
        await pause(1000);
        return { cycles };
      },
    });
  } finally {
    await postgres.remove();
  }
}
