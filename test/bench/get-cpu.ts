import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ClinicService, demoClinicFile } from '#clinic';
import { addDays, localDateOf } from '#kernel';
import { addPatients, keyOf, withApp } from './bench-app.js';
import { bookings, take } from './booking-slots.js';
import { withLoader, type Loader } from './load.js';
import { compare, interleave, type Bench } from './measure.js';

const REQUESTS = 4000;
/** Until both are compiled; a server that runs all day is. */
const WARM_UP_ROUNDS = 4;
const CONNECTIONS = 32;

/** One visit, read with an API key, against bare node http that answers the same bytes. */
export const getCpu: Bench = {
  name: 'get-cpu',
  run: ({ rounds, quick }) =>
    withApp({ clinic: readFileSync(demoClinicFile(), 'utf8') }, (app) =>
      withLoader(async (send) => {
        const [patient] = await addPatients(app, 1);
        const authorization = `Bearer ${await keyOf(app)}`;
        const from = addDays(localDateOf(app.parts.clock.now(), 'America/Denver'), 2);
        const [body] = take(bookings(await app.server.app.get(ClinicService).snapshot(), [patient!], from), 1);
        const headers = { authorization, 'content-type': 'application/json' };
        const made = await fetch(`${app.server.url}/api/v1/visits`, { method: 'POST', headers, body });
        const url = app.server.url + made.headers.get('location')!;
        const answer = await fetch(url, { headers: { authorization } });
        const bytes = Buffer.from(await answer.arrayBuffer());
        const copied = Object.fromEntries([...answer.headers].filter(([name]) => !['date', 'connection', 'keep-alive'].includes(name)));
        const bare = createServer((_request, response) => response.writeHead(200, copied).end(bytes));
        await new Promise<void>((ready) => bare.listen(0, '127.0.0.1', ready));
        const bareUrl = `http://127.0.0.1:${(bare.address() as AddressInfo).port}/`;
        const requests = quick ? REQUESTS / 2 : REQUESTS;
        const user: Record<'ours' | 'floor', number[]> = { ours: [], floor: [] };
        const side = async (name: 'ours' | 'floor', target: string) => {
          const used = await cpuPerRequest(send, target, { authorization }, requests);
          user[name].push(used.user);
          return used.user + used.system;
        };
        const sides = { ours: () => side('ours', url), floor: () => side('floor', bareUrl) };
        try {
          await interleave(WARM_UP_ROUNDS, sides);
          const spread = await interleave(2 * rounds + 1, sides);
          // The kernel's share hangs on whether each answer has to wake a sleeping client, so the user share stands beside it.
          return [
            compare('get-cpu', 'us CPU/request', spread.ours, spread.floor, { kind: 'at-most', value: 2.5 }),
            compare('get-cpu-user', 'us user CPU/request', user.ours.slice(WARM_UP_ROUNDS), user.floor.slice(WARM_UP_ROUNDS)),
          ];
        } finally {
          bare.closeAllConnections();
          bare.close();
        }
      }),
    ),
};

async function cpuPerRequest(
  send: Loader,
  url: string,
  headers: Record<string, string>,
  requests: number,
): Promise<{ user: number; system: number }> {
  const before = process.cpuUsage();
  await send({
    url,
    method: 'GET',
    headers,
    bodies: new Array<string>(requests).fill(''),
    connections: CONNECTIONS,
    wantStatus: 200,
    awake: true,
  });
  const { user, system } = process.cpuUsage(before);
  return { user: user / requests, system: system / requests };
}
