import assert from 'node:assert/strict';
import { DAY_MS, toInstant } from '#kernel';
import { systemContext } from '#platform';
import { SchedulingExtensions, SearchService, type BookingGate } from '#scheduling';
import { addPatients, answerQuestions, withApp } from './bench-app.js';
import { compare, cpuMs, interleave, type Bench } from './measure.js';
import { FROM, pairedData, ZONE } from './paired-data.js';
import { clinicFile, fill, idsOf, wanted } from './search-with-database.js';

const TIMES = 50;

/** The same paired search for a patient, with the gate of the screening and without it. */
export const searchWithScreening: Bench = {
  name: 'search-with-screening',
  run: ({ rounds, quick }) =>
    withApp({ clinic: clinicFile() }, async (app) => {
      await fill(app, pairedData(), 0);
      await new Promise((next) => setImmediate(next));
      const [clear, flagged] = (await addPatients(app, 2)) as [string, string];
      const ctx = { ...systemContext('bench', toInstant(FROM, 0, ZONE) - DAY_MS), ifMatch: '*' };
      await answerQuestions(app, ctx, clear);
      await answerQuestions(app, ctx, flagged, ['blood-thinners', 'osteoporosis']);
      const { gates } = app.server.app.get(SchedulingExtensions, { strict: false });
      const all = [...gates];
      const others = all.filter((gate) => gate.key !== 'screening');
      assert.equal(all.length, others.length + 1, 'the gate is not registered');
      const ids = await idsOf(app);
      const service = app.server.app.get(SearchService, { strict: false });
      const search = (patientId: string, asked: readonly BookingGate[]) => async () => {
        gates.splice(0, gates.length, ...asked);
        return service.search({ now: toInstant(FROM, 0, ZONE) - DAY_MS }, { ...wanted(ids), patientId });
      };
      const sides = { ours: search(clear, all), floor: search(clear, others), flagged: search(flagged, all) };
      assert.equal((await sides.ours()).options.length, (await sides.floor()).options.length);
      for (const side of Object.values(sides)) await cpuMs(TIMES, side);
      const times = await interleave(quick ? rounds : rounds + 4, {
        ours: () => cpuMs(TIMES, sides.ours),
        floor: () => cpuMs(TIMES, sides.floor),
        flagged: () => cpuMs(TIMES, sides.flagged),
      });
      return [
        compare('search-with-screening', 'ms CPU', times.ours, times.floor, { kind: 'at-most', value: 1.1 }),
        compare('search-of-flagged-patient', 'ms CPU', times.flagged, times.floor),
      ];
    }),
};
