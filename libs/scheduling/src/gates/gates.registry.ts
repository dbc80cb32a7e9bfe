import { Injectable } from '@nestjs/common';
import type { BookingGate, VisitListener } from './gate.js';

/** The extension points of scheduling. Libs to the right register at module start. */
@Injectable()
export class SchedulingExtensions {
  readonly gates: BookingGate[] = [];
  readonly listeners: VisitListener[] = [];

  addGate(gate: BookingGate): void {
    if (this.gates.some((known) => known.key === gate.key)) throw new Error(`two booking gates are called "${gate.key}"`);
    this.gates.push(gate);
  }

  addListener(listener: VisitListener): void {
    if (this.listeners.some((known) => known.key === listener.key)) throw new Error(`two visit listeners are called "${listener.key}"`);
    this.listeners.push(listener);
  }
}
