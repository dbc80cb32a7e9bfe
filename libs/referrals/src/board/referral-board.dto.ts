import { IsIn, IsOptional } from 'class-validator';
import { PageInfo, PageQuery } from '#platform';
import type { ReferralStatus } from '../referral.status.js';
import type { Priority } from '../referral.types.js';
import type { ReferralWarning } from '../referral-warnings.rules.js';
import type { ReportKind } from '../reports/report.types.js';
import { AreaBody, LedgerView, MoveView, ReferralPatientView, ReferrerView } from '../referrals.dto.js';
import { BOARD_COLUMN_KEYS, type BoardColumnKey } from './columns.rules.js';

export class ReferralBoardQuery extends PageQuery {
  /** Only this column; `cursor` needs it. */
  @IsOptional()
  @IsIn(BOARD_COLUMN_KEYS)
  column?: BoardColumnKey;
}

export class ReferralCardView {
  id: string;
  version: number;
  status: ReferralStatus;
  /** Where it may go from here. */
  moves: MoveView[];
  patient: ReferralPatientView;
  referrer: ReferrerView;
  areas: AreaBody[];
  techniques: string[];
  priority?: Priority;
  validUntil?: string;
  createdAt: string;
  /** Since when it is in its state. */
  movedAt: string;
  /** Whole days since it came in. */
  ageDays: number;
  ledger: LedgerView;
  warnings: ReferralWarning[];
  /** The report that the referrer should have next, if one is due. */
  suggestedReport?: ReportKind;
}

export class ReferralBoardColumn {
  key: BoardColumnKey;
  /** How many there are in all, counted up to 1,000; with the first page only. */
  total?: number;
  data: ReferralCardView[];
  page: PageInfo;
}

export class ReferralBoardView {
  columns: ReferralBoardColumn[];
}
