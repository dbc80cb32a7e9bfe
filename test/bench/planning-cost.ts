import { readFileSync } from 'node:fs';
import { ClinicService, demoClinicFile } from '#clinic';
import { addDays, localDateOf } from '#kernel';
import { SchedulingExtensions, type VisitListener } from '#scheduling';
import { addPatients, keyOf, withApp } from './bench-app.js';
import { bookings, take } from './booking-slots.js';
import { withLoader } from './load.js';
import { compare, GateError, interleave, type Bench } from './measure.js';

const PER_ROUND = 500;
const CONNECTIONS = 64;
/** Code that has run a thousand times costs half of what it costs at first: a clinic's server has. */
const WARM_ROUNDS = 3;

/** CPU of a booking that plans its messages, against one without the listener that does. */
export const planningCost: Bench = {
  name: 'planning-cost',
  run: ({ rounds }) =>
    withApp({ clinic: readFileSync(demoClinicFile(), 'utf8') }, (app) =>
      withLoader(async (send) => {
        const { listeners } = app.server.app.get(SchedulingExtensions, { strict: false });
        const planner = listeners.find((one) => one.key === 'messages');
        if (!planner) throw new GateError('nobody plans messages');
        const patients = await addPatients(app, PER_ROUND * 2 * (rounds + WARM_ROUNDS));
        const from = addDays(localDateOf(app.parts.clock.now(), 'America/Denver'), 2);
        const slots = bookings(await app.server.app.get(ClinicService).snapshot(), patients, from);
        const headers = { authorization: `Bearer ${await keyOf(app)}` };
        const url = `${app.server.url}/api/v1/visits`;
        const book = async (planners: VisitListener[]) => {
          const others = listeners.filter((one) => one.key !== 'messages');
          listeners.splice(0, listeners.length, ...others, ...planners);
          const bodies = take(slots, PER_ROUND);
          const before = process.cpuUsage();
          await send({ url, method: 'POST', headers, bodies, connections: CONNECTIONS, wantStatus: 201 });
          const { user, system } = process.cpuUsage(before);
          return (user + system) / PER_ROUND;
        };
        const sides = { planning: () => book([planner]), without: () => book([]) };
        await interleave(WARM_ROUNDS, sides);
        const spread = await interleave(rounds, sides);
        return [compare('planning-cost', 'us CPU/booking', spread.planning, spread.without, { kind: 'at-most', value: 1.15 })];
      }),
    ),
};
