import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '#platform';
import { freshLane, type LaneState } from './lane.rules.js';

interface LaneRow {
  channel: string;
  version: number;
  paused_at: number | null;
  paused_by: string | null;
  pause_reason: string | null;
  suspended_until: number | null;
  trips: number;
  probe_until: number | null;
  rate_at: number;
}

/** What messages came to, counted since the installation began. */
export const OUTCOMES = ['sent', 'retried', 'failed', 'skipped'] as const;
export type MessageOutcome = (typeof OUTCOMES)[number];

export interface OutcomeCount {
  channel: string;
  outcome: MessageOutcome;
  n: number;
}

const MOST_LANES = 100;

/** The lanes' states, which all processes share, and what their messages came to. */
@Injectable()
export class LaneStore {
  /** Keeps other processes from handing out or changing this lane until the end of the transaction. */
  async lock(tx: Tx, channel: string): Promise<LaneState> {
    await tx.lock([`message-lane:${channel}`]);
    return this.of(tx, channel);
  }

  async of(reader: Reader, channel: string): Promise<LaneState> {
    const row = await reader.get<LaneRow>('select * from message_lane where channel = ?', [channel]);
    return row ? toState(row) : freshLane(channel);
  }

  async all(reader: Reader): Promise<LaneState[]> {
    return (await reader.all<LaneRow>('select * from message_lane order by channel limit ?', [MOST_LANES])).map(toState);
  }

  /** For who holds the lock. */
  async save(tx: Tx, state: LaneState): Promise<void> {
    await tx.run(
      `insert into message_lane (channel, version, paused_at, paused_by, pause_reason, suspended_until, trips, probe_until, rate_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)
       on conflict (channel) do update set version = excluded.version, paused_at = excluded.paused_at, paused_by = excluded.paused_by,
         pause_reason = excluded.pause_reason, suspended_until = excluded.suspended_until, trips = excluded.trips,
         probe_until = excluded.probe_until, rate_at = excluded.rate_at`,
      [
        state.channel,
        state.version,
        state.pausedAt,
        state.pausedBy,
        state.pauseReason,
        state.suspendedUntil,
        state.trips,
        state.probeUntil,
        state.rateAt,
      ],
    );
  }

  /** Sorted, so that two processes that add the same ones cannot wait for each other. */
  async add(tx: Tx, counts: readonly OutcomeCount[]): Promise<void> {
    const sorted = [...counts].sort((a, b) => (a.channel + a.outcome < b.channel + b.outcome ? -1 : 1));
    for (const { channel, outcome, n } of sorted) {
      await tx.run(
        `insert into message_count (channel, outcome, n) values (?, ?, ?)
         on conflict (channel, outcome) do update set n = message_count.n + excluded.n`,
        [channel, outcome, n],
      );
    }
  }

  async counts(reader: Reader): Promise<OutcomeCount[]> {
    return reader.all<OutcomeCount>('select channel, outcome, n from message_count order by channel, outcome limit ?', [
      MOST_LANES * OUTCOMES.length,
    ]);
  }
}

function toState(row: LaneRow): LaneState {
  return {
    channel: row.channel,
    version: row.version,
    pausedAt: row.paused_at ?? undefined,
    pausedBy: row.paused_by ?? undefined,
    pauseReason: row.pause_reason ?? undefined,
    suspendedUntil: row.suspended_until ?? undefined,
    trips: row.trips,
    probeUntil: row.probe_until ?? undefined,
    rateAt: row.rate_at,
  };
}
