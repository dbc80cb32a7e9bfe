import { plainToInstance, Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsDefined,
  IsEmail,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { formatInstant } from '#kernel';
import { IsCode, IsId, IsLine, IsLocalDate, IsNote, MAIL_ADDRESS, PageInfo, PageQuery } from '#platform';
import { type MoveParty, movesFrom, REFERRAL_MOVES, REFERRAL_STATES, REFERRAL_STATUSES, type ReferralStatus } from './referral.status.js';
import type { ReferralWarning } from './referral-warnings.rules.js';
import type { ReportKind } from './reports/report.types.js';
import {
  type Ledger,
  PRIORITIES,
  type Priority,
  type Referral,
  REFERRAL_SOURCES,
  type ReferralInput,
  type ReferralSource,
  type Transition,
} from './referral.types.js';

const MAX_ITEMS = 50;
const MAX_VISITS = 500;
const SIDES = ['left', 'right', 'both'] as const;

const Trimmed = () => Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));

/** A bare code is an area without a side. */
const AreasFromCodes = () =>
  Transform(({ value }: { value: unknown }) => {
    if (!Array.isArray(value)) return value;
    // Whatever is no object is taken for a code, so that a null is refused as one.
    return value.map((area: unknown) => plainToInstance(AreaBody, isObject(area) ? area : { code: area }));
  });

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export class ReferrerBody {
  /** A practitioner of this clinic; nothing else is given then. */
  @IsOptional()
  @IsId()
  practitionerId?: string;

  @IsOptional()
  @Trimmed()
  @IsLine(200)
  name?: string;

  @IsOptional()
  @Trimmed()
  @IsLine(200)
  organization?: string;

  /** For example an NPI. */
  @IsOptional()
  @Trimmed()
  @IsLine(100)
  identifier?: string;

  @IsOptional()
  @Trimmed()
  @MaxLength(254)
  @IsEmail({}, MAIL_ADDRESS)
  email?: string;
}

export class AreaBody {
  @IsCode()
  code: string;

  @IsOptional()
  @IsIn(SIDES)
  side?: (typeof SIDES)[number];
}

export class CreateReferralBody {
  @IsId()
  patientId: string;

  /** A practitioner of the clinic by id, or anybody by name. */
  @IsDefined()
  @ValidateNested()
  @Type(() => ReferrerBody)
  referrer: ReferrerBody;

  /**
   * `staff`: agreed on, starts `accepted`. `outside`: starts `received` and waits for the desk. Left out: `staff`, also
   * for an API key: a program says so itself when it brings what others wrote.
   */
  @IsOptional()
  @IsIn(REFERRAL_SOURCES)
  source?: ReferralSource;

  /** Why complementary therapy is asked for. */
  @Trimmed()
  @IsNotEmpty()
  @IsNote(4000)
  reason: string;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_ITEMS)
  @IsLine(200, { each: true })
  conditions?: string[];

  /** `{code, side?}`, or a bare code. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_ITEMS)
  @AreasFromCodes()
  @ValidateNested({ each: true })
  areas?: AreaBody[];

  /** Codes. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_ITEMS)
  @IsCode({ each: true })
  techniques?: string[];

  /** How many visits with a massage; no limit when left out. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_VISITS)
  visitsAuthorized?: number;

  /** First date of a massage. */
  @IsOptional()
  @IsLocalDate()
  validFrom?: string;

  /** Last date of a massage, included. */
  @IsOptional()
  @IsLocalDate()
  validUntil?: string;

  @IsOptional()
  @IsIn(PRIORITIES)
  priority?: Priority;
}

export class TransitionBody {
  @IsIn(REFERRAL_STATUSES)
  to: ReferralStatus;

  /** Needed for `declined`, `cancellation-requested` and `needs-information`. */
  @IsOptional()
  @Trimmed()
  @IsNote(2000)
  reason?: string;
}

export class ReferralsQuery extends PageQuery {
  @IsOptional()
  @IsIn(REFERRAL_STATUSES)
  status?: ReferralStatus;

  @IsOptional()
  @IsId()
  patientId?: string;

  /** Words that each begin a word of the referrer's name or organisation, or that find the patient. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  q?: string;
}

export class ReferralPatientView {
  id: string;
  displayName: string;
}

export class ReferrerView {
  practitionerId?: string;
  name: string;
  organization?: string;
  identifier?: string;
  email?: string;
}

export class MoveView {
  to: ReferralStatus;
  /** Whose decision it is; the desk may enter either. */
  by: MoveParty;
  needsReason: boolean;
  /** Visits lead there by themselves. */
  followsVisits: boolean;
}

export class ReferralView {
  id: string;
  version: number;
  status: ReferralStatus;
  /** Where it may go from here. */
  allowedTransitions: ReferralStatus[];
  /** The same, with what a form needs to know. */
  moves: MoveView[];
  source: ReferralSource;
  patientId: string;
  patient: ReferralPatientView;
  referrer: ReferrerView;
  reason: string;
  conditions: string[];
  areas: AreaBody[];
  techniques: string[];
  visitsAuthorized?: number;
  validFrom?: string;
  validUntil?: string;
  priority?: Priority;
  createdAt: string;
  updatedAt: string;
  /** Since when it is in its state. */
  movedAt: string;
}

export class TransitionView {
  /** Absent for the first. */
  from?: ReferralStatus;
  to: ReferralStatus;
  /** What a person wrote; with `visitId` a code: `visit-booked`, `visit-completed`, … */
  reason?: string;
  /** The visit that led here. */
  visitId?: string;
  at: string;
  by: string;
}

export class LedgerView implements Ledger {
  /** Null: no limit. */
  authorized: number | null;
  /** Upcoming visits with a massage, tentative ones included. */
  booked: number;
  /** Visits with a completed massage. */
  used: number;
  /** `authorized − booked − used`; null without a limit. */
  left: number | null;
}

export class ReferralListItem extends ReferralView {
  ledger: LedgerView;
  /** What the desk should see to. */
  warnings: ReferralWarning[];
  /** Whole days since it came in. */
  ageDays: number;
  /** The report that the referrer should have next, if one is due. */
  suggestedReport?: ReportKind;
}

export class ReferralDetailView extends ReferralListItem {
  /** Oldest first. */
  transitions: TransitionView[];
}

export class ReferralList {
  data: ReferralListItem[];
  page: PageInfo;
}

export function toInput(body: CreateReferralBody): ReferralInput {
  const { conditions = [], areas = [], techniques = [], ...rest } = body;
  return { ...rest, conditions, areas, techniques };
}

export function toView(referral: Referral, patientName: string, timeZone: string): ReferralView {
  const { createdAt, updatedAt, movedAt, ...rest } = referral;
  return {
    ...rest,
    allowedTransitions: movesFrom(referral.status),
    moves: movesOf(referral.status),
    patient: { id: referral.patientId, displayName: patientName },
    createdAt: formatInstant(createdAt, timeZone),
    updatedAt: formatInstant(updatedAt, timeZone),
    movedAt: formatInstant(movedAt, timeZone),
  };
}

export function toTransitionViews(transitions: readonly Transition[], timeZone: string): TransitionView[] {
  return transitions.map((one) => ({ ...one, at: formatInstant(one.at, timeZone) }));
}

export function movesOf(from: ReferralStatus): MoveView[] {
  return movesFrom(from).map((to) => {
    const { needsReason = false, followsVisits = false } = REFERRAL_STATES[to];
    return { to, by: REFERRAL_MOVES[from][to]!, needsReason, followsVisits };
  });
}
