import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '#platform';

/** How far visits that were booked before have what the clinic wants sent; texts of `wishesOf`. */
export interface CatchingUp {
  /** Every visit has what this asks for. */
  planned: string;
  /** The visits up to `place` have what this asks for, too; empty: nothing is under way. Without an id `place` is when it was first seen. */
  wanted: string;
  place: { start: number; id: string };
}

const ID = 'followers';

/** One row, which is there from the beginning. */
@Injectable()
export class CatchingUpStore {
  async of(reader: Reader): Promise<CatchingUp> {
    const row = await reader.get<{ planned: string; wanted: string; after_start: number; after_id: string }>(
      'select planned, wanted, after_start, after_id from catching_up where id = ?',
      [ID],
    );
    const { planned, wanted, after_start, after_id } = row!;
    return { planned, wanted, place: { start: Number(after_start), id: after_id } };
  }

  async save(tx: Tx, { planned, wanted, place }: CatchingUp): Promise<void> {
    await tx.run('update catching_up set planned = ?, wanted = ?, after_start = ?, after_id = ? where id = ?', [
      planned,
      wanted,
      place.start,
      place.id,
      ID,
    ]);
  }
}
