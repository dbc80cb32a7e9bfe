import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FakeClock } from './clock.js';
import { Housekeeping } from './housekeeping.service.js';
import type { Database } from './persistence/database.js';

const ROUND_MS = 10_000;

describe('an errand', () => {
  let housekeeping: Housekeeping;
  beforeEach(() => {
    jest.useFakeTimers();
    // No chore asks it for anything.
    housekeeping = new Housekeeping({ run: () => Promise.resolve(0) } as unknown as Database, new FakeClock(0));
  });
  afterEach(() => void jest.useRealTimers());

  it('runs every few seconds, one of each at a time, and keeps no other waiting', async () => {
    let begun = 0;
    let others = 0;
    let end = (): void => undefined;
    housekeeping.addErrand('slow', () => (begun++, new Promise<void>((resolve) => (end = resolve))));
    housekeeping.addErrand('quick', () => (others++, Promise.resolve()));
    housekeeping.start();
    await jest.advanceTimersByTimeAsync(3 * ROUND_MS);
    expect([begun, others]).toEqual([1, 3]);
    end();
    await jest.advanceTimersByTimeAsync(ROUND_MS);
    expect([begun, others]).toEqual([2, 4]);
    end();
    await housekeeping.stop();
  });

  it('goes on after it has failed', async () => {
    let begun = 0;
    housekeeping.addErrand('broken', () => (begun++, Promise.reject(new Error('no'))));
    housekeeping.start();
    await jest.advanceTimersByTimeAsync(2 * ROUND_MS);
    expect(begun).toBe(2);
    await housekeeping.stop();
  });

  it('is told when the process stops, and waited for', async () => {
    const said: string[] = [];
    housekeeping.addErrand(
      'long',
      (signal) => new Promise((resolve) => signal.addEventListener('abort', () => (said.push('told'), resolve()))),
    );
    housekeeping.start();
    await jest.advanceTimersByTimeAsync(ROUND_MS);
    await housekeeping.stop();
    said.push('stopped');
    expect(said).toEqual(['told', 'stopped']);
    await jest.advanceTimersByTimeAsync(ROUND_MS);
    expect(said).toEqual(['told', 'stopped']);
  });
});
