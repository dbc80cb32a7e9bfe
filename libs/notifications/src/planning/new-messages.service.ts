import { Injectable } from '@nestjs/common';
import { DAY_MS, newId } from '#kernel';
import type { Patient } from '#patients';
import type { RequestContext, Tx } from '#platform';
import { MessageStore } from '../messages/message.store.js';
import type { DraftOf, Message } from '../messages/message.types.js';
import { MessageFactsService } from '../sending/message-facts.service.js';
import { Alarm } from '../sending/alarm.js';

/** What planners ask for becomes rows, with what their links open, and whoever sends is woken in time. */
@Injectable()
export class NewMessages {
  constructor(
    private readonly store: MessageStore,
    private readonly facts: MessageFactsService,
    private readonly alarm: Alarm,
  ) {}

  async add(tx: Tx, ctx: RequestContext, drafts: readonly DraftOf[]): Promise<void> {
    if (drafts.length === 0) return;
    const messages = drafts.map((one): Message => ({ id: newId('msg', ctx.now), version: 1, attempts: 0, createdAt: ctx.now, ...one }));
    await this.store.insert(tx, messages);
    await this.facts.issueLinks(tx, ctx, messages);
    const soonest = Math.min(...drafts.map((one) => one.dueAt));
    tx.afterCommit(() => this.alarm.set(soonest));
  }

  /** A practitioner wants to hear of new visits so many days earlier. */
  async hearSooner(tx: Tx, practitionerId: string, days: number, soonest: number): Promise<void> {
    await this.store.hearSooner(tx, practitionerId, days * DAY_MS, soonest);
    tx.afterCommit(() => this.alarm.set(soonest));
  }

  /** A patient is reached in other ways than before: what waits for the morning may go at once now. */
  async onPatientChange(tx: Tx, ctx: RequestContext, before: Patient, after: Patient): Promise<void> {
    const waysOf = ({ email, phone, preferredChannel }: Patient) => JSON.stringify([email, phone, preferredChannel]);
    if (waysOf(before) === waysOf(after) || (await this.store.wakeQuiet(tx, after.id, ctx.now)) === 0) return;
    tx.afterCommit(() => this.alarm.set(ctx.now));
  }

  /** Those that are held go at `dueAt`. */
  async wake(tx: Tx, ids: readonly string[], dueAt: number): Promise<void> {
    if (ids.length === 0) return;
    await this.store.wake(tx, ids, dueAt);
    tx.afterCommit(() => this.alarm.set(dueAt));
  }
}
