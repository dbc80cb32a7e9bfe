import { Injectable } from '@nestjs/common';
import type { Tx } from '#platform';
import { FORGET_MS, type Throttle } from './throttle.rules.js';

const SWEEP_ROWS = 500;

@Injectable()
export class ThrottleStore {
  /** The state, held against parallel attempts until the transaction ends. */
  async lock(tx: Tx, id: string): Promise<Throttle | undefined> {
    await tx.lock([`password:${id}`]);
    return tx.get<Throttle>('select failures, blocked_until as "blockedUntil" from password_throttle where id = ?', [id]);
  }

  async save(tx: Tx, id: string, state: Throttle): Promise<void> {
    await tx.run(
      `insert into password_throttle (id, failures, blocked_until) values (?, ?, ?)
       on conflict (id) do update set failures = excluded.failures, blocked_until = excluded.blocked_until`,
      [id, state.failures, state.blockedUntil],
    );
  }

  async clear(tx: Tx, id: string): Promise<void> {
    await tx.run('delete from password_throttle where id = ?', [id]);
  }

  /** Anybody can make rows here by trying addresses: forget the old ones. */
  async sweep(tx: Tx, now: number): Promise<void> {
    await tx.run(
      'delete from password_throttle where id in (select id from password_throttle where blocked_until < ? order by blocked_until limit ?)',
      [now - FORGET_MS, SWEEP_ROWS],
    );
  }
}
