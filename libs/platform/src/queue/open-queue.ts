import type { Config } from '../config.js';
import { BullmqQueue } from './bullmq.queue.js';
import { InProcessQueue } from './in-process.queue.js';
import type { JobQueue } from './job-queue.js';

/**
 * The queue that the environment asks for. `installationId` keeps two installations on one Redis apart when nobody
 * chose a QUEUE_PREFIX; it comes from the database, so that every machine of an installation agrees on it, and is
 * asked for when the first job is handed out or taken: the database may have no tables before.
 */
export function openQueue(config: Pick<Config, 'redisUrl' | 'queuePrefix'>, installationId: () => string): JobQueue {
  if (config.redisUrl === undefined) return new InProcessQueue();
  return new BullmqQueue(config.redisUrl, () => config.queuePrefix ?? `spotwork-${installationId()}`);
}
