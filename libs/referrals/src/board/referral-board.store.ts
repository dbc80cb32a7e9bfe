import type { Reader, SqlValue } from '#platform';
import {
  hasBookedVisitSql,
  referralUsageColumns,
  type ReferralUsage,
  type ReferralUsageRow,
  referralUsageSql,
  toReferralUsage,
} from '#scheduling';
import type { Referral } from '../referral.types.js';
import { type ReferralRow, toReferral } from '../referrals.store.js';
import { lastReportJoinSql, type LastReportRow, toLastReport } from '../reports/report.store.js';
import type { LastReport } from '../reports/report.types.js';
import type { ReferralSettings } from '../settings/settings.rules.js';
import { SETTINGS_COLUMN, settingsFrom } from '../settings/settings.store.js';
import { type BoardColumnKey, COLUMN_PARTS, type ColumnPart } from './columns.rules.js';

export interface BoardWish {
  columns: readonly BoardColumnKey[];
  massageServiceIds: readonly string[];
  closedSince: number;
  /** Cards of each column. */
  count: number;
  countUpTo: number;
  /** Moment and id of the last card of the page before. */
  after?: readonly (string | number)[];
}

export interface BoardCard {
  referral: Referral;
  usage: ReferralUsage;
  report?: LastReport;
}

export interface BoardColumn {
  cards: BoardCard[];
  /** How many there are, counted no further than asked. */
  total: number;
}

interface CardRow extends ReferralRow, ReferralUsageRow, LastReportRow {
  board_column: BoardColumnKey;
  part_total: number;
  clinic_settings: string | null;
}

/** The moment by which a column is ordered. */
export function momentOf(referral: Referral, column: BoardColumnKey): number {
  return column === 'done' ? referral.movedAt : referral.createdAt;
}

/**
 * The first cards of each column with their usage and last report, in one query: each part of a column is a walk through an index that ends
 * after `count` rows, so the answer costs the same however many referrals there are.
 */
export async function readBoard(
  reader: Reader,
  wish: BoardWish,
): Promise<{ columns: Map<BoardColumnKey, BoardColumn>; settings: ReferralSettings }> {
  const parts = COLUMN_PARTS.filter((part) => wish.columns.includes(part.column)).map((part) => partSql(part, wish));
  const report = lastReportJoinSql('card.id');
  const rows = await reader.all<CardRow>(
    `with card as materialized (${parts.map((part) => `select * from (${part.sql}) as part`).join(' union all ')})
     select card.*, ${referralUsageColumns('usage')}, ${report.columns}, ${SETTINGS_COLUMN}
     from card left join (${referralUsageSql('select id from card')}) as usage on usage.id = card.id ${report.join}`,
    [...parts.flatMap((part) => part.params), wish.massageServiceIds],
  );
  const columns = new Map(wish.columns.map((column) => [column, columnOf(rows, column, wish)]));
  return { columns, settings: settingsFrom(rows[0]?.clinic_settings) };
}

function partSql({ column, status, booked, isClosed }: ColumnPart, wish: BoardWish): { sql: string; params: SqlValue[] } {
  const where = ['r.status = ?'];
  const params: SqlValue[] = [status];
  if (isClosed) {
    where.push('r.moved_at >= ?');
    params.push(wish.closedSince);
  }
  if (booked !== undefined) {
    where.push(`${booked ? '' : 'not '}${hasBookedVisitSql('r.id')}`);
    params.push(wish.massageServiceIds);
  }
  const [key, direction, beyond] = isClosed ? ['r.moved_at', 'desc', '<'] : ['r.created_at', 'asc', '>'];
  const all = where.join(' and ');
  const rest = wish.after ? `${all} and (${key}, r.id) ${beyond} (?, ?)` : all;
  return {
    sql: `select '${column}' as board_column,
        (select count(*) from (select 1 from referral r where ${all} limit ?) as counted) as part_total, r.*
      from referral r where ${rest} order by ${key} ${direction}, r.id ${direction} limit ?`,
    params: [...params, wish.countUpTo, ...params, ...(wish.after ?? []), wish.count],
  };
}

function columnOf(rows: readonly CardRow[], column: BoardColumnKey, wish: BoardWish): BoardColumn {
  const own = rows.filter((row) => row.board_column === column);
  const totals = new Map(own.map((row) => [`${row.status}`, Number(row.part_total)]));
  const total = [...totals.values()].reduce((sum, one) => sum + one, 0);
  const sign = column === 'done' ? -1 : 1;
  const cards = own
    .map((row): BoardCard => ({ referral: toReferral(row), usage: toReferralUsage(row), report: toLastReport(row) }))
    .sort((a, b) => sign * (momentOf(a.referral, column) - momentOf(b.referral, column) || (a.referral.id < b.referral.id ? -1 : 1)));
  return { cards: cards.slice(0, wish.count), total: Math.min(total, wish.countUpTo) };
}
