import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { answerScreening, type ScreeningBody } from '../support/screening.js';
import { findPairs, movesTo, unaskedPatient, type Option, type VisitBody } from '../support/stories.js';
import { TestApp } from '../support/test-app.js';

// Monday 09:00 in Denver.
const NOW = '2027-02-01T16:00:00Z';
const AREAS = ['low-back', 'neck'];

/** What the model knows of one patient: three rules stand for a verdict each, and a go-ahead for all or for one area. */
interface Model {
  isAnswered: boolean;
  yes: Set<string>;
  lesion?: string;
  /** When `osteoporosis` last became "yes", in steps. */
  since: number;
  clearances: { id: string; etag: string; at: number; area?: string; isRevoked: boolean; isTakenBack: boolean }[];
}

type Command =
  | { kind: 'answer'; yes: string[]; lesion: string }
  | { kind: 'expire' }
  | { kind: 'clear'; given: boolean; area?: string }
  | { kind: 'revoke'; nth: number }
  | { kind: 'book'; nth: number; area?: string; tentative: boolean; override: boolean }
  | { kind: 'move'; nth: number; to: number };

const area = fc.option(fc.constantFrom(...AREAS), { nil: undefined });
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      yes: fc.constantFrom<string[]>(
        [],
        ['osteoporosis'],
        ['osteoporosis'],
        ['osteoporosis', 'skin-lesion'],
        ['skin-lesion'],
        ['blood-clots'],
      ),
      lesion: fc.constantFrom(...AREAS),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('expire' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('clear' as const), given: fc.boolean(), area }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('revoke' as const), nth: fc.nat(9) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('book' as const),
      nth: fc.nat(39),
      area,
      tentative: fc.boolean(),
      override: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('move' as const), nth: fc.nat(9), to: fc.nat(39) }) },
);

/** A provider says no while the answers are out of date, and the patient answers as before. */
const NO_WHILE_EXPIRED: Command[] = [
  { kind: 'answer', yes: ['osteoporosis'], lesion: 'neck' },
  { kind: 'clear', given: true, area: 'low-back' },
  { kind: 'book', nth: 0, area: 'low-back', tentative: false, override: false },
  { kind: 'expire' },
  { kind: 'clear', given: false, area: 'low-back' },
  { kind: 'answer', yes: ['osteoporosis'], lesion: 'neck' },
];

/** What the rules of this release say, written a second time and simply. */
function forbids(model: Model, planned: string | undefined): string | undefined {
  if (model.yes.has('blood-clots') && model.isAnswered) return 'do-not-treat';
  if (!model.isAnswered) return 'screening-required';
  if (model.yes.has('skin-lesion') && planned === model.lesion) return 'area-not-allowed';
  const covers = (one: Model['clearances'][number]) =>
    !one.isRevoked && !one.isTakenBack && one.at > model.since && (one.area === undefined || one.area === planned);
  return model.yes.has('osteoporosis') && !model.clearances.some(covers) ? 'clearance-required' : undefined;
}

describe('no sequence of calls', () => {
  let app: TestApp;
  let options: Option[];

  beforeAll(async () => {
    app = await TestApp.start({ now: NOW });
    options = (await findPairs(app, { from: '2027-02-08', to: '2027-02-12', limit: 200 })).options;
  });

  afterAll(() => app.close());

  it('books a massage that the screening forbids, unless an override says who and why', async () => {
    let tick = 0;
    const run = async (commands: Command[]) => {
      const patientId = await unaskedPatient(app);
      const model: Model = { isAnswered: false, yes: new Set(), since: 0, clearances: [] };
      const visits: { id: string; area?: string }[] = [];
      const etagOf = async (path: string) => ({ 'if-match': (await app.call('GET', path)).etag! });
      for (const step of commands) {
        tick++;
        app.clock.advance(1);
        if (step.kind === 'answer') {
          const yes = Object.fromEntries(step.yes.map((key) => [key, key === 'skin-lesion' ? { areas: [step.lesion] } : undefined]));
          expect((await answerScreening(app, patientId, yes, await etagOf(`/patients/${patientId}/screening`))).status).toBe(200);
          if (step.yes.includes('osteoporosis') && !model.yes.has('osteoporosis')) model.since = tick;
          Object.assign(model, { isAnswered: true, yes: new Set(step.yes), lesion: step.lesion });
        } else if (step.kind === 'expire') {
          const path = `/patients/${patientId}/screening`;
          await app.call<ScreeningBody>('POST', `${path}/expire`, { because: 'hospital-visit' }, await etagOf(path));
          model.isAnswered = false;
        } else if (step.kind === 'clear') {
          const scope = step.area === undefined ? undefined : { areas: [step.area] };
          const body = { by: { name: 'Dr. Example' }, given: step.given, scope };
          const answer = await app.call<{ id: string }>('POST', `/patients/${patientId}/clearances`, body);
          expect(answer.status).toBe(model.isAnswered || !step.given ? 201 : 422);
          // A later "no" about the same question takes every "yes" back.
          if (answer.status === 201 && !step.given && model.yes.has('osteoporosis'))
            for (const one of model.clearances) one.isTakenBack = true;
          if (answer.status === 201 && step.given && model.yes.has('osteoporosis')) {
            model.clearances.push({
              id: answer.body.id,
              etag: answer.etag!,
              at: tick,
              area: step.area,
              isRevoked: false,
              isTakenBack: false,
            });
          }
        } else if (step.kind === 'revoke') {
          const one = model.clearances[step.nth];
          if (!one || one.isRevoked) continue;
          expect((await app.call('POST', `/clearances/${one.id}/revoke`, undefined, { 'if-match': one.etag })).status).toBe(200);
          one.isRevoked = true;
        } else if (step.kind === 'book') {
          const plan = step.area === undefined ? undefined : { areas: [step.area] };
          const override = step.override ? { reason: 'A person decided' } : undefined;
          const body = { patientId, legs: options[step.nth % options.length]!.legs, plan, acceptTentative: step.tentative, override };
          const { status, body: booked } = await app.call<VisitBody & { code?: string }>('POST', '/visits', body);
          const why = forbids(model, step.area);
          if (status === 409) continue;
          if (status === 201) visits.push({ id: booked.id, area: step.area });
          const outcome = status === 201 ? booked.status : booked.code;
          if (why === undefined) expect(outcome).toBe('booked');
          else if (why === 'do-not-treat') expect(outcome).toBe(step.override ? 'override-not-allowed' : 'do-not-treat');
          else if (step.override) expect(outcome).toBe('booked');
          else if (why === 'clearance-required' && step.tentative) expect(outcome).toBe('tentative');
          else expect(outcome).toBe(why);
        } else {
          const known = visits[step.nth];
          if (!known) continue;
          const seen = await app.call<VisitBody>('GET', `/visits/${known.id}`);
          const legs = movesTo(seen.body, options[step.to % options.length]!);
          const moved = await app.call<VisitBody>('POST', `/visits/${known.id}/reschedule`, { legs }, { 'if-match': seen.etag! });
          if (moved.status === 200) expect([undefined, 'clearance-required']).toContain(forbids(model, known.area));
          if (moved.status === 200 && forbids(model, known.area)) expect(moved.body.status).toBe('tentative');
        }
      }
      await expectHonest(patientId, model, visits);
    };
    await fc.assert(fc.asyncProperty(fc.array(command, { minLength: 4, maxLength: 18 }), run), {
      numRuns: 100,
      examples: [[NO_WHILE_EXPIRED]],
    });
  }, 120_000);

  /** What stands in the database in the end: what is forbidden now is tentative, marked, or somebody's decision. */
  async function expectHonest(patientId: string, model: Model, visits: readonly { id: string; area?: string }[]): Promise<void> {
    const { reader } = app.parts.database;
    for (const { id, area: planned } of visits) {
      const row = await reader.get<{ status: string; needs_review: number }>('select status, needs_review from visit where id = ?', [id]);
      const overridden = await reader.get("select 1 as one from audit where subject_id = ? and facts like '%overridden%'", [id]);
      const isAccounted = row!.status === 'tentative' || row!.status === 'cancelled' || row!.needs_review === 1 || overridden !== undefined;
      if (forbids(model, planned) !== undefined) expect({ id, isAccounted }).toEqual({ id, isAccounted: true });
      if (row!.status === 'tentative') expect(forbids(model, planned)).toBeDefined();
    }
    // The next sequence finds its times free.
    for (const { id } of visits) {
      const seen = await app.call<VisitBody>('GET', `/visits/${id}`);
      if (seen.body.status !== 'cancelled') await app.call('POST', `/visits/${id}/cancel`, undefined, { 'if-match': seen.etag! });
    }
    expect((await app.call('GET', `/patients/${patientId}`)).status).toBe(200);
  }
});
