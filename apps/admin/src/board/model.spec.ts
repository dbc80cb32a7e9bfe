import { describe, expect, it } from '@jest/globals';
import type { Catalog, CatalogService } from '../api/queries';
import type { BoardDay, Visit } from '../api/types';
import { buildBoard, countStates, handsOnText, stateOf } from './model';
import { reuseColumns } from './reuse';

const service = (id: string, role: string, discipline: string) =>
  ({ id, code: id, name: id, short: id, role, discipline }) as CatalogService;
const catalog = {
  serviceById: new Map(
    [service('adjust', 'host', 'chiropractic'), service('spot', 'spot', 'massage'), service('long', 'other', 'massage')].map((one) => [
      one.id,
      one,
    ]),
  ),
  areaByCode: new Map([['shoulder', { code: 'shoulder', name: 'Shoulder' }]]),
} as Catalog;

const at = (time: string, offset = '-07:00') => `2026-11-24T${time}:00${offset}`;
const leg = (id: string, serviceId: string, practitionerId: string, from: string, to: string, status = 'booked') => ({
  id,
  serviceId,
  practitionerId,
  roomId: 'r1',
  start: at(from),
  end: at(to),
  status,
});
const visit = (id: string, status: string, ...legs: ReturnType<typeof leg>[]) =>
  ({
    id,
    status,
    version: 1,
    patient: { id: 'p', displayName: 'Ana Maria Cohen' },
    plan: { areas: [{ code: 'shoulder', side: 'left' }] },
    legs,
  }) as unknown as Visit;
const column = (practitionerId: string, displayName: string, discipline: string, ...open: [string, string][]) => ({
  practitionerId,
  displayName,
  discipline: discipline as BoardDay['columns'][number]['discipline'],
  open: open.map(([start, end]) => ({ start: at(start), end: at(end) })),
});

function day(visits: Visit[]): BoardDay {
  return {
    locationId: 'l',
    timeZone: 'America/Denver',
    date: '2026-11-24',
    dayStart: at('00:00'),
    dayEnd: '2026-11-25T00:00:00-07:00',
    gridMinutes: 5,
    columns: [
      column('t1', 'Ana Silva, LMT', 'massage', ['09:00', '12:00']),
      column('d1', 'Dr. Alder Finch, DC', 'chiropractic', ['08:00', '12:00'], ['13:00', '18:00']),
    ],
    rooms: [{ id: 'r1', name: 'Room 1', kind: 'treatment' }],
    visits,
    holds: [
      {
        id: 'h',
        expiresAt: at('09:00'),
        by: 'Kim',
        legs: [{ serviceId: 'spot', practitionerId: 't1', roomId: 'r1', start: at('11:00'), end: at('11:15') }],
      },
    ],
    change: 1,
  };
}

const pair = visit('v1', 'booked', leg('a', 'adjust', 'd1', '08:15', '08:30'), leg('b', 'spot', 't1', '09:00', '09:15'));

describe('buildBoard', () => {
  const board = buildBoard(day([pair]), catalog, undefined);

  it('shows whole hours around the working hours, not the whole day', () => {
    expect([board.firstMinute, board.minutes]).toEqual([480, 600]);
  });

  it('stretches for a visit outside the hours', () => {
    const early = buildBoard(day([visit('v', 'booked', leg('x', 'adjust', 'd1', '06:40', '07:00'))]), catalog, undefined);
    expect([early.firstMinute, early.minutes]).toEqual([360, 720]);
  });

  it('groups columns by discipline, rooms last', () => {
    expect(board.columns.map(({ name, suffix }) => [name, suffix])).toEqual([
      ['Dr. Alder Finch', 'DC'],
      ['Ana Silva', 'LMT'],
      ['Room 1', ''],
    ]);
  });

  it('places legs by the wall clock', () => {
    const [host] = board.columns[0]!.blocks;
    expect(host).toMatchObject({ from: 15, to: 30, name: 'Ana C.', detail: 'adjust', tone: 'chiropractic', paired: true, state: 'none' });
    expect(board.columns[1]!.blocks[0]).toMatchObject({ from: 60, detail: 'L shldr', tone: 'massage' });
    expect(board.columns[2]!.blocks).toHaveLength(2);
    expect(host!.more).toBe('08:15–08:30, paired with spot at 09:00');
  });

  it('knows breaks, holds and what is free', () => {
    expect(board.columns[0]!.closed).toEqual([{ from: 240, to: 300 }]);
    expect(board.columns[1]!.holds).toEqual([{ id: 'h', from: 180, to: 195, by: 'Kim' }]);
    expect(board.columns[1]!.free).toBe(12 - 2);
    expect(buildBoard(day([pair]), catalog, 11 * 60).columns[1]!.free).toBe(3);
  });

  it('tells how much of a hands-on budget is booked, and that it changed', () => {
    const of = (bookedMinutes: number) => {
      const base = day([pair]);
      const columns = base.columns.map((one) =>
        one.practitionerId === 't1' ? { ...one, handsOn: { bookedMinutes, budgetMinutes: 300 } } : one,
      );
      return buildBoard({ ...base, columns }, catalog, undefined).columns;
    };
    const before = of(15);
    expect(before.map(handsOnText)).toEqual(['', '15 of 300 min hands-on', '']);
    expect(reuseColumns(before, of(15))[1]).toBe(before[1]);
    expect(reuseColumns(before, of(30))[1]).not.toBe(before[1]);
  });

  it('leaves cancelled legs out', () => {
    const half = visit('v1', 'booked', leg('a', 'adjust', 'd1', '08:15', '08:30'), leg('b', 'spot', 't1', '09:00', '09:15', 'cancelled'));
    const columns = buildBoard(day([half]), catalog, undefined).columns;
    expect(columns[0]!.blocks[0]!.paired).toBe(false);
    expect(columns[1]!.blocks).toEqual([]);
  });
});

describe('states', () => {
  it('a leg that moves on outweighs the visit', () => {
    expect(stateOf({ status: 'tentative' }, { status: 'booked' })).toBe('tentative');
    expect(stateOf({ status: 'in-progress' }, { status: 'completed' })).toBe('completed');
    expect(stateOf({ status: 'confirmed' }, { status: 'booked' })).toBe('none');
  });

  it('counts visits, not legs', () => {
    expect(countStates(day([pair, visit('v2', 'arrived', leg('c', 'adjust', 'd1', '09:00', '09:15', 'arrived'))]))).toEqual({
      arrived: 1,
      tentative: 0,
      waiting: 1,
    });
  });
});

describe('reuseColumns', () => {
  it('keeps the columns that a change does not touch', () => {
    const other = visit('v2', 'booked', leg('c', 'spot', 't1', '10:00', '10:15'));
    const before = buildBoard(day([pair, other]), catalog, undefined).columns;
    const moved = visit('v2', 'booked', leg('c', 'spot', 't1', '10:30', '10:45'));
    const after = reuseColumns(before, buildBoard(day([pair, moved]), catalog, undefined).columns);
    expect(after[0]).toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
  });
});
