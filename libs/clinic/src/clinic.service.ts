import { Injectable } from '@nestjs/common';
import { DomainError, type Interval } from '#kernel';
import { ChangeFeed, Database, isTx, type Reader, type RequestContext, type Tx } from '#platform';
import { bumpVersion, keepSnapshotIn, loadAbsences, loadSnapshot, lockClinic, readVersion, snapshotReadIn } from './clinic.store.js';
import type { Absence, AffectedVisit, AvailabilityChange, ClinicSnapshot, ImpactCheck } from './clinic.types.js';
import { parseClinicFile } from './file/clinic-file.parser.js';
import { changesOf, planClinicFile } from './file/clinic-file.plan.js';
import { readClosures, writeDiff } from './file/clinic-file.store.js';
import type { ClinicDiff, ClinicFile, ClinicFileError } from './file/clinic-file.types.js';
import { acceptImpact } from './impact.rules.js';

export interface ApplyOptions {
  /** Answers what would change and undoes it. */
  dryRun?: boolean;
  /** Changes hours and closures also when booked visits are left outside. */
  force?: boolean;
  /** Marks the file's practitioners as demo people; absent: existing ones stay what they are, new ones are real. */
  demo?: boolean;
}

export interface Applied {
  diff: ClinicDiff;
  affectedVisits: AffectedVisit[];
}

@Injectable()
export class ClinicService {
  private readonly checks: ImpactCheck[] = [];
  private cached?: ClinicSnapshot;

  constructor(
    private readonly db: Database,
    private readonly feed: ChangeFeed,
  ) {}

  /** The clinic as `reader` sees it. Costs one tiny query while nothing changes. Pass the transaction inside of one. */
  async snapshot(reader: Reader = this.db.reader): Promise<ClinicSnapshot> {
    if (!isTx(reader)) return (await this.unchanged(reader)) ?? (this.cached = await loadSnapshot(reader));
    const own = snapshotReadIn(reader);
    if (own) return own;
    const shared = await this.unchanged(reader);
    const snapshot = shared ?? (await loadSnapshot(reader));
    keepSnapshotIn(reader, snapshot);
    // It may hold a change that is not committed yet.
    if (!shared) reader.afterCommit(() => (this.cached = snapshot));
    return snapshot;
  }

  private async unchanged(reader: Reader): Promise<ClinicSnapshot | undefined> {
    return this.cached?.version === (await readVersion(reader)) ? this.cached : undefined;
  }

  /** Time off and closures that touch the window, in one query. */
  async absences(reader: Reader, of: { practitionerIds: readonly string[]; locationId: string; window: Interval }): Promise<Absence[]> {
    return loadAbsences(reader, of.practitionerIds, of.locationId, of.window);
  }

  /** Registers who can tell which booked visits a change of hours, time off or a closure leaves outside. */
  addImpactCheck(check: ImpactCheck): void {
    this.checks.push(check);
  }

  /** Writes a change and answers which booked visits it leaves outside. What was outside before is not its doing. */
  async leftOutsideBy(tx: Tx, changes: readonly AvailabilityChange[], write: () => Promise<void>): Promise<AffectedVisit[]> {
    const before = new Set((await this.outside(tx, changes)).map(keyOf));
    await write();
    return (await this.outside(tx, changes)).filter((visit) => !before.has(keyOf(visit)));
  }

  /** Booked visits that do not fit, by what `reader` sees; each once, in order of time. */
  private async outside(reader: Reader, changes: readonly AvailabilityChange[]): Promise<AffectedVisit[]> {
    const found = new Map<string, AffectedVisit>();
    for (const change of changes) {
      if (change.window.start >= change.window.end) continue;
      for (const check of this.checks) {
        for (const visit of await check(reader, change)) found.set(keyOf(visit), visit);
      }
    }
    return [...found.values()].sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1));
  }

  /**
   * Makes the clinic what the file says, in one transaction. Running it again changes nothing. What the file does not
   * name stays, since visits may refer to it.
   * @throws `invalid / clinic-file-invalid` with every mistake; `conflict / visits-affected` unless forced.
   */
  async applyFile(ctx: RequestContext, text: string, options: ApplyOptions = {}): Promise<Applied> {
    const parsed = parseClinicFile(text);
    if (parsed.errors) throw unreadable(parsed.errors);
    const clinic: ClinicFile = { ...parsed.clinic, demo: options.demo };
    try {
      return await this.db.run(async (tx) => {
        tx.afterCommit(() => this.feed.poke());
        const applied = await this.applyIn(tx, ctx, clinic);
        if (options.dryRun) throw new DryRun(applied);
        acceptImpact(applied.affectedVisits, clinic.locations[0]?.timeZone ?? 'UTC', options.force ?? false);
        return applied;
      });
    } catch (error) {
      if (error instanceof DryRun) return error.applied;
      throw error;
    }
  }

  private async applyIn(tx: Tx, ctx: RequestContext, clinic: ClinicFile): Promise<Applied> {
    await lockClinic(tx);
    const snapshot = await this.snapshot(tx);
    const named = clinic.closures.map((closure) => closure.id);
    const closures = await readClosures(tx, named, ctx.now);
    const diff = planClinicFile(snapshot, clinic, closures);
    if (diff.created.length + diff.changed.length === 0) return { diff, affectedVisits: [] };
    const changes = changesOf(diff, clinic, ctx.now);
    if (changes.length > 0) await tx.lock([...snapshot.practitioners.keys()]);
    const affectedVisits = await this.leftOutsideBy(tx, changes, async () => {
      await writeDiff(tx, ctx, diff, { snapshot, clinic, closures });
      await bumpVersion(tx);
    });
    return { diff, affectedVisits };
  }
}

function keyOf(visit: AffectedVisit): string {
  return `${visit.id} ${visit.practitionerId}`;
}

/** Carries the result of a dry run out of its transaction, which is undone by it. */
class DryRun extends Error {
  constructor(readonly applied: Applied) {
    super('dry run');
  }
}

function unreadable(errors: readonly ClinicFileError[]): DomainError {
  const lines = errors.map((e) => ({ pointer: e.pointer, code: e.code, detail: `line ${e.line}, column ${e.column}: ${e.message}` }));
  return new DomainError('invalid', 'clinic-file-invalid', { detail: lines[0]?.detail, errors: lines });
}
