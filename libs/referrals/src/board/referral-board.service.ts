import { Injectable } from '@nestjs/common';
import { ClinicService, clinicZone, massageServiceIds } from '#clinic';
import { DAY_MS, formatInstant, invalidField, localDateOf } from '#kernel';
import { type Patient, PatientsService } from '#patients';
import { Cursors, Database } from '#platform';
import { standingOf } from '../referral-warnings.rules.js';
import { movesOf } from '../referrals.dto.js';
import { BOARD_LIMITS, type ReferralSettings } from '../settings/settings.rules.js';
import { BOARD_COLUMN_KEYS, type BoardColumnKey } from './columns.rules.js';
import type { ReferralBoardView, ReferralCardView } from './referral-board.dto.js';
import { type BoardCard, momentOf, readBoard } from './referral-board.store.js';

export interface ReferralBoardWish {
  column?: BoardColumnKey;
  limit: number;
  cursor?: string;
}

/** All referrals that somebody has to see to, in three queries: the clinic's version, the cards with its settings, the names. */
@Injectable()
export class ReferralBoardService {
  constructor(
    private readonly db: Database,
    private readonly cursors: Cursors,
    private readonly clinic: ClinicService,
    private readonly patients: PatientsService,
  ) {}

  async read(now: number, { column, limit, cursor }: ReferralBoardWish): Promise<ReferralBoardView> {
    if (cursor !== undefined && column === undefined) throw invalidField('?column', 'column-required', 'A cursor goes on in one column.');
    const { reader } = this.db;
    const filterOf = (key: BoardColumnKey) => ['referral-board', key];
    const after = column && this.cursors.read(cursor, filterOf(column));
    const snapshot = await this.clinic.snapshot(reader);
    const keys = column ? [column] : BOARD_COLUMN_KEYS;
    const { columns, settings } = await readBoard(reader, {
      columns: keys,
      massageServiceIds: massageServiceIds(snapshot),
      closedSince: now - BOARD_LIMITS.doneForDays * DAY_MS,
      count: limit + 1,
      countUpTo: BOARD_LIMITS.countUpTo,
      after,
    });
    const cards = [...columns.values()].flatMap((one) => one.cards);
    const people = await this.patients.byIds(
      reader,
      cards.map((card) => card.referral.patientId),
    );
    const zone = clinicZone(snapshot);
    const today = localDateOf(now, zone);
    return {
      columns: keys.map((key) => {
        const { cards: rows, total } = columns.get(key)!;
        const sortKey = ({ referral }: BoardCard) => [momentOf(referral, key), referral.id];
        const page = this.cursors.page(rows, limit, filterOf(key), sortKey, (card) => toCard(card, people, settings, today, zone));
        return { key, total: after ? undefined : total, ...page };
      }),
    };
  }
}

function toCard(
  { referral, usage, report }: BoardCard,
  people: ReadonlyMap<string, Patient>,
  settings: ReferralSettings,
  today: string,
  zone: string,
): ReferralCardView {
  const { id, version, status, patientId, referrer, areas, techniques, priority, validUntil, createdAt, movedAt } = referral;
  return {
    id,
    version,
    status,
    moves: movesOf(status),
    patient: { id: patientId, displayName: people.get(patientId)?.displayName ?? '' },
    referrer,
    areas,
    techniques,
    priority,
    validUntil,
    createdAt: formatInstant(createdAt, zone),
    movedAt: formatInstant(movedAt, zone),
    ...standingOf(referral, { usage, report }, settings, today, zone),
  };
}
