import assert from 'node:assert/strict';
import { optionViews } from '../../libs/scheduling/src/availability/search.dto.js';
import { search } from '../../libs/scheduling/src/availability/search.rules.js';
import { compare, cpuMs, interleave, type Bench } from './measure.js';
import { pairedData, searchInput, ZONE, type PairedData } from './paired-data.js';
import { floorSearch, type FloorInput } from './paired-floor.js';

const TIMES = 100;

export function floorInput(data: PairedData, serviceIds: [string, string]): FloorInput {
  const busy = new Map([...data.busy].map(([id, spans]) => [id, Float64Array.from(spans.flatMap((span) => [span.start, span.end]))]));
  return { serviceIds, hostIds: data.hostIds, therapistIds: data.therapistIds, roomIds: data.roomIds, busy };
}

/** The pure search over facts in memory, up to the JSON text of its options. */
export const searchInProcess: Bench = {
  name: 'search-in-process',
  async run({ rounds }) {
    const data = pairedData();
    const input = searchInput(data);
    const bare = floorInput(data, ['adjustment', 'spot']);
    const ours = () => JSON.stringify(optionViews(search(input).options, ZONE, []));
    const floor = () => floorSearch(bare);
    assert.deepEqual(JSON.parse(ours()), JSON.parse(floor()), 'the floor finds other options');
    await cpuMs(TIMES, ours);
    await cpuMs(TIMES, floor);
    const spread = await interleave(rounds, { ours: () => cpuMs(TIMES, ours), floor: () => cpuMs(TIMES, floor) });
    return [compare('search-in-process', 'ms CPU', spread.ours, spread.floor, { kind: 'at-most', value: 2 })];
  },
};
