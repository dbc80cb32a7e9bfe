import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Result {
  name: string;
  ours: number;
  floor: number | null;
  unit: string;
  /** ours / floor; without a floor, ours itself is held against the bound. */
  ratio: number | null;
  bound: string | null;
  holds: boolean | null;
}

export interface Bench {
  name: string;
  run(options: BenchOptions): Promise<Result[]>;
}

export interface BenchOptions {
  quick: boolean;
  rounds: number;
}

/** A count that must be right, whatever the machine: the bench ends with exit code 1. */
export class GateError extends Error {}

export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** One value per round; entries of two sides with the same index were measured side by side. */
export type Rounds = readonly number[];

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, min: sorted[0]!, max: sorted[sorted.length - 1]! };
}

type Measured = () => number | Promise<number>;

/** Each once per round, in turns about who comes first, so that a slow minute of the machine hits all alike. */
export async function interleave<K extends string>(rounds: number, sides: Record<K, Measured>): Promise<Record<K, Rounds>> {
  const names = Object.keys(sides) as K[];
  const values = new Map<K, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : [...names].reverse()) values.get(name)!.push(await sides[name]());
  }
  return Object.fromEntries(values) as unknown as Record<K, Rounds>;
}

/** CPU ms of this process for one of `times` calls. */
export async function cpuMs(times: number, work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  for (let i = 0; i < times; i++) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / times;
}

export interface Bound {
  kind: 'at-most' | 'at-least';
  value: number;
}

/** Prints one comparison and makes its entry of the evidence. The ratio is the median of the rounds' own ratios. */
export function compare(name: string, unit: string, ours: Rounds, floor: Rounds, bound?: Bound): Result {
  const ratios = spreadOf(ours.map((value, round) => value / floor[round]!));
  const [a, b] = [spreadOf(ours), spreadOf(floor)];
  const result = judged(name, unit, a.median, b.median, ratios.median, bound);
  console.log(`${name}: ours ${show(a)} ${unit}, floor ${show(b)} ${unit}, ratio ${show(ratios)}${boundText(bound, result.holds)}`);
  return result;
}

/** A figure without a floor beside it. */
export function figure(name: string, unit: string, values: Rounds, bound?: Bound): Result {
  const ours = spreadOf(values);
  const result = judged(name, unit, ours.median, null, null, bound);
  console.log(`${name}: ${show(ours)} ${unit}${boundText(bound, result.holds)}`);
  return result;
}

function judged(name: string, unit: string, ours: number, floor: number | null, ratio: number | null, bound?: Bound): Result {
  const value = ratio ?? ours;
  const holds = bound ? (bound.kind === 'at-most' ? value <= bound.value : value >= bound.value) : null;
  return {
    name,
    ours: round(ours),
    floor: floor === null ? null : round(floor),
    unit,
    ratio: ratio && round(ratio),
    bound: symbol(bound),
    holds,
  };
}

function boundText(bound: Bound | undefined, holds: boolean | null): string {
  return bound ? ` (bound ${symbol(bound)}: ${holds ? 'holds' : 'MISSED'})` : '';
}

function symbol(bound: Bound | undefined): string | null {
  return bound ? `${bound.kind === 'at-most' ? '<=' : '>='} ${bound.value}` : null;
}

function show({ median, min, max }: Spread): string {
  return `${round(median)} [${round(min)}-${round(max)}]`;
}

/** Four significant digits; whole numbers stay whole. */
function round(value: number): number {
  return Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4));
}

/** A folder that is gone afterwards, also after an error. */
export async function inTempDir<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'spotwork-bench-'));
  try {
    return await work(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
