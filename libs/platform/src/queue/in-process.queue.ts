import { Logger } from '@nestjs/common';
import { type JobBatch, JobQueue } from './job-queue.js';

type Handler = (batch: JobBatch) => Promise<void>;

interface Topic {
  handler?: Handler;
  concurrency: number;
  urgent: JobBatch[];
  normal: JobBatch[];
  running: Set<Promise<void>>;
}

/**
 * The queue of one process: two lists per topic. It keeps nothing over a restart and need not, since the rows behind
 * the ids are the truth. What is handed out before the topic has a handler waits for it.
 */
export class InProcessQueue extends JobQueue {
  readonly kind = 'in-process' as const;
  private readonly logger = new Logger('queue');
  private readonly topics = new Map<string, Topic>();
  private closed = false;

  async hand(topic: string, batches: readonly JobBatch[]): Promise<boolean> {
    if (this.closed) return false;
    const to = this.topic(topic);
    for (const batch of batches) (batch.priority === 'urgent' ? to.urgent : to.normal).push(batch);
    this.drain(topic, to);
    return true;
  }

  work(topic: string, handler: Handler, options: { concurrency: number }): void {
    const of = this.topic(topic);
    if (of.handler) throw new Error(`the topic "${topic}" has a handler already`);
    of.handler = handler;
    of.concurrency = options.concurrency;
    this.drain(topic, of);
  }

  async close(graceMs: number): Promise<void> {
    this.closed = true;
    const running = [...this.topics.values()].flatMap((topic) => [...topic.running]);
    if (running.length === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const grace = new Promise<void>((resolve) => (timer = setTimeout(resolve, graceMs)));
    await Promise.race([Promise.all(running), grace]);
    clearTimeout(timer);
  }

  async problems(): Promise<string[]> {
    return [];
  }

  private topic(name: string): Topic {
    let topic = this.topics.get(name);
    if (!topic) {
      topic = { concurrency: 0, urgent: [], normal: [], running: new Set() };
      this.topics.set(name, topic);
    }
    return topic;
  }

  private drain(name: string, topic: Topic): void {
    while (!this.closed && topic.handler && topic.running.size < topic.concurrency) {
      const batch = topic.urgent.shift() ?? topic.normal.shift();
      if (!batch) return;
      const run = this.runOne(name, topic.handler, batch).finally(() => {
        topic.running.delete(run);
        this.drain(name, topic);
      });
      topic.running.add(run);
    }
  }

  private async runOne(name: string, handler: Handler, batch: JobBatch): Promise<void> {
    // After the caller: `hand` must not run a handler inside the caller's own turn.
    await new Promise((next) => setImmediate(next));
    try {
      await handler({ ids: batch.ids });
    } catch (error) {
      this.logger.error(`a handler of "${name}" failed: ${errorCode(error)}`);
    }
  }
}

/** What may be logged of an error: its code. A message may quote a row. */
export function errorCode(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  return String(code ?? name ?? 'error');
}
