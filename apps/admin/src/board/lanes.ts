import type { Span } from './spans';

interface Laned extends Span {
  lane: number;
  lanes: number;
}

/**
 * Puts blocks that overlap beside each other (a visit over a no-show, an imported one), sorted by time.
 * A block that overlaps nothing keeps its identity, so that its column can skip rendering.
 */
export function laneOut<B extends Laned>(blocks: readonly B[]): B[] {
  const ordered = [...blocks].sort((a, b) => a.from - b.from || b.to - a.to);
  const out: B[] = [];
  let cluster: B[] = [];
  let clusterEnd = -Infinity;
  for (const block of ordered) {
    if (block.from >= clusterEnd) {
      out.push(...spread(cluster));
      cluster = [];
    }
    cluster.push(block);
    clusterEnd = Math.max(cluster.length === 1 ? block.to : clusterEnd, block.to);
  }
  return [...out, ...spread(cluster)];
}

function spread<B extends Laned>(cluster: B[]): B[] {
  if (cluster.length < 2) return cluster;
  const laneEnds: number[] = [];
  const lanes = cluster.map((block) => {
    const free = laneEnds.findIndex((end) => end <= block.from);
    const lane = free < 0 ? laneEnds.length : free;
    laneEnds[lane] = block.to;
    return lane;
  });
  return cluster.map((block, index) => ({ ...block, lane: lanes[index]!, lanes: laneEnds.length }));
}
