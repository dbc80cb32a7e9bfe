import { Injectable } from '@nestjs/common';

/** Whoever plans a message says when it is due; whoever sends is woken in time. Neither needs the other. */
@Injectable()
export class Alarm {
  private ring: (at: number) => void = () => undefined;

  /** There is one sender in a process. */
  onRing(ring: (at: number) => void): void {
    this.ring = ring;
  }

  set(at: number): void {
    this.ring(at);
  }
}
