import { Injectable } from '@nestjs/common';
import { formatInstant, notFound } from '#kernel';
import { auditOf, Database } from '#platform';
import { VisitsService } from '#scheduling';
import { MessageStore } from '../messages/message.store.js';
import { isAboutVisit } from '../messages/message.types.js';
import { whyNeedless } from '../sending/decide.rules.js';
import { MessageFactsService } from '../sending/message-facts.service.js';
import { historyOf } from './history.rules.js';
import type { HistoryView, SpokeForView } from './ledger.dto.js';

/** A message is sent again a few times, not more often. */
const MOST_ENTRIES = 100;

/** The way of one message, from what its row and the audit keep. */
@Injectable()
export class HistoryService {
  constructor(
    private readonly db: Database,
    private readonly store: MessageStore,
    private readonly facts: MessageFactsService,
    private readonly visits: VisitsService,
  ) {}

  async of(now: number, id: string): Promise<HistoryView> {
    const reader = this.db.reader;
    const [message] = await this.store.byIds(reader, [id]);
    if (!message) throw notFound('message');
    const shown = await this.facts.shown(reader, [message]);
    const zone = shown.zoneOf(message);
    const instant = (at: number | undefined) => (at === undefined ? undefined : formatInstant(at, zone));
    const entries = await auditOf(reader, id, MOST_ENTRIES + 1);
    const steps = historyOf(message, entries.slice(0, MOST_ENTRIES), now);
    const visit = isAboutVisit(message) ? (await this.visits.byIds(reader, [message.visitId])).get(message.visitId) : undefined;
    const spokeFor: SpokeForView | undefined = visit && {
      version: message.visitVersion!,
      now: visit.version,
      holds: shown.ask(
        message,
        (facts) => !BY_CHANGE.has(whyNeedless(now, message, facts.topicOf(message)) ?? ''),
        message.visitVersion === visit.version,
      ),
    };
    return {
      data: steps.map((step) => ({ ...step, at: instant(step.at), until: instant(step.until) })),
      page: { hasMore: entries.length > MOST_ENTRIES },
      visit: spokeFor,
    };
  }
}

/** What it tells is no longer so. That it is over by now makes it no less true. */
const BY_CHANGE = new Set(['visit-moved', 'visit-cancelled', 'not-theirs', 'answered', 'gone']);
