import { pause } from '../support/built-server.js';
import { startPostgres } from './servers.js';
import { type FaultReport, underLoad } from './story.js';

const CLIENTS = 8;

/** Spotwork is killed with `kill -9` at random moments. */
export async function killOnSqlite(kills: number): Promise<FaultReport> {
  return underLoad({ name: 'kill -9 on SQLite', clients: CLIENTS, times: kills, disturb: kill(kills) });
}

/** The same with the rows in PostgreSQL, which hears of it only by the closed connection. */
export async function killOnPostgres(kills: number): Promise<FaultReport> {
  const postgres = await startPostgres();
  try {
    return await underLoad({
      name: 'kill -9 on PostgreSQL',
      clients: CLIENTS,
      times: kills,
      env: { DATABASE_URL: postgres.url },
      disturb: kill(kills),
    });
  } finally {
    await postgres.remove();
  }
}

function kill(kills: number): Parameters<typeof underLoad>[0]['disturb'] {
  return async (server, desk) => {
    for (let i = 0; i < kills; i++) {
      const before = desk.acknowledged.length;
      // Every third while it is just starting, the others among bookings.
      if (i % 3 !== 0) await server.until(async () => desk.ranOut || desk.acknowledged.length > before);
      await pause(Math.floor(Math.random() * 1000));
      await server.stop('SIGKILL');
      await server.restart();
    }
    return { kills };
  };
}
