import type { Catalog } from '../api/queries';
import type { BoardDay, Discipline, Leg, Visit } from '../api/types';
import { credentialsOf, personName, shortName } from '../names';
import { t } from '../texts';
import { formatSpan, timeOf, wallMinutes } from '../time/wall';
import { words } from '../words';
import { laneOut } from './lanes';
import { closedSpans, freeSlots, type Span } from './spans';

export type Tone = Discipline | 'long-massage';
/** What the glyph of a block says; `none` for a visit that is simply booked, `review` for one that needs a look. */
export type State = 'none' | 'tentative' | 'review' | 'arrived' | 'in-progress' | 'completed' | 'no-show';

/** One leg on the grid. Positions are wall-clock minutes below the first row. */
export interface Block {
  legId: string;
  visitId: string;
  visit: Visit;
  leg: Leg;
  from: number;
  to: number;
  name: string;
  detail: string;
  tone: Tone;
  state: State;
  paired: boolean;
  /** What a screen reader says after the visible text. */
  more: string;
  lane: number;
  lanes: number;
}

export interface HoldBlock {
  id: string;
  from: number;
  to: number;
  by: string;
}

export interface Column {
  id: string;
  kind: 'practitioner' | 'room';
  name: string;
  /** `DC`, `LMT`; empty for rooms. */
  suffix: string;
  group: string;
  /** A practitioner's open minutes; the rest of the day is hatched. */
  open: Span[];
  closed: Span[];
  blocks: Block[];
  holds: HoldBlock[];
  /** Free quarter hours left, for therapists. */
  free?: number;
  /** Massage minutes booked of the day's budget. */
  handsOn?: { bookedMinutes: number; budgetMinutes: number };
}

export interface BoardModel {
  day: BoardDay;
  /** Minutes of the whole grid; the first row may lie before `dayStart` if a visit does. */
  minutes: number;
  /** Local minute of day of the first row. */
  firstMinute: number;
  columns: Column[];
}

export const GROUPS: Discipline[] = ['chiropractic', 'physical-therapy', 'medicine', 'massage'];
export const ROOMS = 'rooms';

/** What an empty day shows. */
const USUAL_DAY: Span = { from: 480, to: 1080 };

interface Grid {
  at: (instant: string) => number;
  minutes: number;
  firstMinute: number;
}

export function buildBoard(day: BoardDay, catalog: Catalog, nowMinute: number | undefined): BoardModel {
  const grid = gridOf(day);
  const blocks = day.visits.flatMap((visit) => blocksOf(visit, catalog, grid));
  const ordered = GROUPS.flatMap((group) => day.columns.filter((column) => column.discipline === group));
  const others = day.columns.filter((column) => !GROUPS.includes(column.discipline));
  const columns = [...ordered, ...others].map((column): Column => {
    const open = column.open.map((span) => ({ from: grid.at(span.start), to: grid.at(span.end) }));
    const own = laneOut(blocks.filter((block) => block.leg.practitionerId === column.practitionerId));
    const holds = holdsOf(day, grid, (leg) => leg.practitionerId === column.practitionerId);
    const after = nowMinute === undefined ? 0 : nowMinute - grid.firstMinute;
    return {
      id: column.practitionerId,
      kind: 'practitioner',
      name: personName(column.displayName),
      suffix: credentialsOf(column.displayName) ?? words.credentials[column.discipline] ?? '',
      group: column.discipline,
      open,
      closed: closedSpans(open, grid.minutes),
      blocks: own,
      holds,
      handsOn: column.handsOn,
      free: column.discipline === 'massage' ? freeSlots(open, [...own, ...holds], after, 15) : undefined,
    };
  });
  return { day, minutes: grid.minutes, firstMinute: grid.firstMinute, columns: [...columns, ...roomColumns(day, grid, blocks)] };
}

/** `60 of 300 min hands-on`; nothing where there is no budget. */
export function handsOnText({ handsOn }: Pick<Column, 'handsOn'>): string {
  return handsOn ? t.board.handsOn(handsOn.bookedMinutes, handsOn.budgetMinutes) : '';
}

function roomColumns(day: BoardDay, grid: Grid, blocks: Block[]): Column[] {
  return day.rooms.map((room) => ({
    id: room.id,
    kind: 'room',
    name: room.name,
    suffix: '',
    group: ROOMS,
    open: [{ from: 0, to: grid.minutes }],
    closed: [],
    blocks: laneOut(blocks.filter((block) => block.leg.roomId === room.id)),
    holds: holdsOf(day, grid, (leg) => leg.roomId === room.id),
  }));
}

function holdsOf(day: BoardDay, grid: Grid, mine: (leg: BoardDay['holds'][number]['legs'][number]) => boolean): HoldBlock[] {
  return day.holds.flatMap((hold) =>
    hold.legs.filter(mine).map((leg) => ({ id: hold.id, from: grid.at(leg.start), to: grid.at(leg.end), by: holderOf(hold.by) })),
  );
}

const holderOf = (by: BoardDay['holds'][number]['by']): string => (typeof by === 'string' ? by : (by?.displayName ?? ''));

/** Whole hours around everybody's hours and every visit of the day (an imported one may lie outside). */
function gridOf(day: BoardDay): Grid {
  const midnight = `${day.date}T00:00:00Z`;
  const spans = [
    ...day.columns.flatMap((column) => column.open),
    ...day.holds.flatMap((hold) => hold.legs),
    ...day.visits.flatMap((visit) => visit.legs.filter(isLive)),
  ];
  const minutes = spans.flatMap((span) => [wallMinutes(midnight, span.start), wallMinutes(midnight, span.end)]);
  const first = Math.floor(Math.min(...(minutes.length > 0 ? minutes : [USUAL_DAY.from])) / 60) * 60;
  const last = Math.ceil(Math.max(...(minutes.length > 0 ? minutes : [USUAL_DAY.to])) / 60) * 60;
  return { at: (instant) => wallMinutes(midnight, instant) - first, minutes: last - first, firstMinute: first };
}

export const isLive = (leg: Pick<Leg, 'status'>): boolean => leg.status !== 'cancelled';

function blocksOf(visit: Visit, catalog: Catalog, grid: Grid): Block[] {
  const live = visit.legs.filter(isLive);
  return live.map((leg): Block => {
    const service = catalog.serviceById.get(leg.serviceId);
    const state = stateOf(visit, leg);
    const mates = live.filter((other) => other !== leg);
    return {
      legId: leg.id,
      visitId: visit.id,
      visit,
      leg,
      from: grid.at(leg.start),
      to: grid.at(leg.end),
      name: shortName(visit.patient.displayName),
      detail: service?.role === 'spot' ? areasShort(visit, catalog) || service.short : (service?.short ?? ''),
      tone: service ? (service.discipline === 'massage' && service.role === 'other' ? 'long-massage' : service.discipline) : 'medicine',
      state,
      paired: live.length > 1,
      more: [
        formatSpan(leg.start, leg.end),
        words.states[state],
        ...mates.map((mate) => t.board.pairedWith(catalog.serviceById.get(mate.serviceId)?.short ?? '', timeOf(mate.start))),
      ]
        .filter(Boolean)
        .join(', '),
      lane: 0,
      lanes: 1,
    };
  });
}

export function stateOf(visit: Pick<Visit, 'status' | 'needsReview'>, leg: Pick<Leg, 'status'>): State {
  if (leg.status === 'completed' || leg.status === 'no-show' || leg.status === 'arrived' || leg.status === 'in-progress') return leg.status;
  if (visit.status === 'tentative') return 'tentative';
  return visit.needsReview && leg.status === 'booked' ? 'review' : 'none';
}

function areasShort(visit: Visit, catalog: Catalog): string {
  return (visit.plan?.areas ?? [])
    .map((area) =>
      `${area.side ? `${words.sidesShort[area.side]} ` : ''}${words.areasShort[area.code] ?? catalog.areaByCode.get(area.code)?.name ?? area.code}`.trim(),
    )
    .join(', ');
}

/** Counts for the toolbar: each visit counts once. */
export function countStates(day: BoardDay): { arrived: number; tentative: number; waiting: number } {
  const live = day.visits.filter((visit) => visit.status !== 'cancelled' && visit.legs.some(isLive));
  const count = (...statuses: string[]) => live.filter((visit) => statuses.includes(visit.status)).length;
  return { arrived: count('arrived', 'in-progress'), tentative: count('tentative'), waiting: count('booked', 'confirmed') };
}
