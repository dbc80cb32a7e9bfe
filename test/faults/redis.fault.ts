import { pause } from '../support/built-server.js';
import { startRedis } from './servers.js';
import { type FaultReport, underLoad } from './story.js';

const PREFIX = 'fault';

/** A Redis that keeps nothing is emptied, killed and comes back empty: booking goes on, no message is lost. */
export async function redisFaults(cycles: number): Promise<FaultReport> {
  const redis = await startRedis();
  try {
    return await underLoad({
      name: 'Redis killed and emptied',
      clients: 4,
      times: cycles,
      env: { REDIS_URL: redis.url },
      sendersLive: true,
      drainSeconds: 180,
      async disturb(_server, desk) {
        let bookedWhileDown = 0;
        for (let i = 0; i < cycles; i++) {
          await pause(500);
          await redis.empty();
          await pause(300);
          await redis.kill();
          const before = desk.acknowledged.length;
          await pause(1000);
          bookedWhileDown += desk.acknowledged.length - before;
          await redis.start();
        }
        if (bookedWhileDown === 0) desk.unexpected.push('nothing could be booked while Redis was down');
        return { cycles, bookedWhileDown };
      },
    });
  } finally {
    await redis.kill();
  }
}

/** A Redis that throws away what was not used lately when it is full, as no queue should have it: booking goes on, no message is lost. */
export async function redisEviction(cycles: number): Promise<FaultReport> {
  const redis = await startRedis('--maxmemory', '3mb', '--maxmemory-policy', 'allkeys-lru');
  try {
    return await underLoad({
      name: 'Redis evicts the queue',
      clients: 4,
      times: cycles,
      env: { REDIS_URL: redis.url, QUEUE_PREFIX: PREFIX },
      sendersLive: true,
      drainSeconds: 180,
      async disturb(_server, desk) {
        let evicted = 0;
        let evictedOfQueue = 0;
        for (let i = 0; i < cycles; i++) {
          await pause(500);
          const gone = await redis.flood(`${PREFIX}:`);
          evicted += gone.all;
          evictedOfQueue += gone.withPrefix;
          await pause(1000);
        }
        if (evictedOfQueue === 0) desk.unexpected.push('nothing of the queue was evicted, so nothing was tested');
        return { cycles, evicted, evictedOfQueue };
      },
    });
  } finally {
    await redis.kill();
  }
}
