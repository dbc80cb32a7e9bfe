import { Injectable } from '@nestjs/common';

/** The only reader of the wall clock. Rules receive `now` as a number of milliseconds since 1970. */
@Injectable()
export class Clock {
  now(): number {
    return Date.now();
  }
}

/** A clock that tests move by hand. */
export class FakeClock extends Clock {
  constructor(public at: number) {
    super();
  }

  override now(): number {
    return this.at;
  }

  advance(ms: number): void {
    this.at += ms;
  }
}
