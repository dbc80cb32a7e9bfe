import type { Leg, LegStatus, Visit, VisitStatus } from './visit.types.js';

export type LegAction = 'arrive' | 'start' | 'complete' | 'no-show' | 'cancel';

/** What may be done to a leg in each state, and where it leads. Everything else is `invalid-transition`. */
export const LEG_MOVES: Record<LegStatus, Partial<Record<LegAction, LegStatus>>> = {
  booked: { arrive: 'arrived', start: 'in-progress', complete: 'completed', 'no-show': 'no-show', cancel: 'cancelled' },
  arrived: { start: 'in-progress', complete: 'completed', cancel: 'cancelled' },
  'in-progress': { complete: 'completed' },
  completed: {},
  'no-show': { arrive: 'arrived' },
  cancelled: {},
};

export type VisitAction = 'reschedule' | 'cancel' | 'confirm';

/** What may be done to a visit as a whole. Legs of a tentative visit cannot be worked on. */
export const VISIT_MOVES: Record<VisitStatus, readonly VisitAction[]> = {
  tentative: ['reschedule', 'cancel'],
  booked: ['reschedule', 'cancel', 'confirm'],
  confirmed: ['reschedule', 'cancel'],
  arrived: ['cancel'],
  'in-progress': [],
  completed: [],
  'no-show': [],
  cancelled: [],
};

/**
 * A visit's state follows from its legs, the confirmation and the release. The first line that matches decides.
 * Cancelled legs do not count unless all are.
 */
export const DERIVATION: readonly {
  status: VisitStatus;
  when: string;
  matches: (legs: readonly LegStatus[], visit: VisitFlags) => boolean;
}[] = [
  { status: 'cancelled', when: 'every leg is cancelled', matches: (legs) => legs.length === 0 },
  { status: 'in-progress', when: 'a leg is in progress', matches: (legs) => legs.includes('in-progress') },
  {
    status: 'in-progress',
    when: 'a leg is completed and another is still to come',
    matches: (legs) => legs.includes('completed') && legs.some((leg) => leg === 'booked' || leg === 'arrived'),
  },
  { status: 'arrived', when: 'a leg is arrived', matches: (legs) => legs.includes('arrived') },
  { status: 'completed', when: 'a leg is completed', matches: (legs) => legs.includes('completed') },
  { status: 'no-show', when: 'every leg is a no-show', matches: (legs) => legs.every((leg) => leg === 'no-show') },
  { status: 'tentative', when: 'it waits for a clearance', matches: (_, visit) => visit.tentative },
  { status: 'confirmed', when: 'the patient confirmed', matches: (_, visit) => visit.confirmed },
  { status: 'booked', when: 'otherwise', matches: () => true },
];

interface VisitFlags {
  tentative: boolean;
  confirmed: boolean;
}

export function deriveStatus(legs: readonly Pick<Leg, 'status'>[], flags: VisitFlags): VisitStatus {
  const live = legs.map((leg) => leg.status).filter((status) => status !== 'cancelled');
  return DERIVATION.find((line) => line.matches(live, flags))!.status;
}

/** The visit with its state, start and end derived again from its legs. */
export function settle(visit: Visit): Visit {
  const status = deriveStatus(visit.legs, { tentative: visit.releaseAt !== undefined, confirmed: visit.confirmedAt !== undefined });
  const live = visit.legs.filter((leg) => leg.status !== 'cancelled');
  const spanning = live.length > 0 ? live : visit.legs;
  return {
    ...visit,
    status,
    start: Math.min(...spanning.map((leg) => leg.start)),
    end: Math.max(...spanning.map((leg) => leg.end)),
  };
}

/** The tables above as Markdown, for `docs/visit-states.md`. */
export function renderVisitStates(): string {
  const actions: LegAction[] = ['arrive', 'start', 'complete', 'no-show', 'cancel'];
  const legRows = Object.entries(LEG_MOVES).map(
    ([from, moves]) => `| ${from} | ${actions.map((action) => moves[action] ?? '–').join(' | ')} |`,
  );
  const visitRows = Object.entries(VISIT_MOVES).map(([from, moves]) => `| ${from} | ${moves.join(', ') || '–'} |`);
  const derived = DERIVATION.map((line, i) => `| ${i + 1} | ${line.when} | ${line.status} |`);
  return [
    '# States of legs and visits',
    '',
    'Written from `libs/scheduling/src/visits/visit.status.ts` by `npm run sync`; a test compares them.',
    '',
    '## Legs',
    '',
    `| from | ${actions.join(' | ')} |`,
    `|---|${actions.map(() => '---|').join('')}`,
    ...legRows,
    '',
    '## Visits',
    '',
    '| state | whole-visit actions |',
    '|---|---|',
    ...visitRows,
    '',
    '## How a visit gets its state (the first line that matches)',
    '',
    '| # | when | state |',
    '|---|---|---|',
    ...derived,
    '',
  ].join('\n');
}
