import { Injectable } from '@nestjs/common';
import { Database } from '../persistence/database.js';

export interface HealthReport {
  status: 'ok' | 'degraded' | 'unavailable';
  /** Sentences for an operator. */
  problems: string[];
}

type Check = () => Promise<string[]>;

/** Collects what other parts know about their health. */
@Injectable()
export class HealthState {
  private readonly checks: Check[] = [];
  private blocker: string | undefined = 'The server is starting.';

  constructor(private readonly db: Database) {}

  /** What is awaited before any request can be answered; `undefined` when nothing is. */
  get awaited(): string | undefined {
    return this.blocker;
  }

  /** Something without which no request can be answered; `undefined` when it is settled. */
  block(reason: string | undefined): void {
    this.blocker = reason;
  }

  /** A check whose problems degrade but do not stop the service. */
  add(check: Check): void {
    this.checks.push(check);
  }

  async report(): Promise<HealthReport> {
    if (this.blocker) return { status: 'unavailable', problems: [this.blocker] };
    try {
      await this.db.ping();
    } catch {
      return { status: 'unavailable', problems: ['The database does not answer.'] };
    }
    const problems = (await Promise.all(this.checks.map((check) => check()))).flat();
    return { status: problems.length > 0 ? 'degraded' : 'ok', problems };
  }
}
