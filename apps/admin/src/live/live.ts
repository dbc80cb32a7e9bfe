import type { QueryClient } from '@tanstack/react-query';
import { keys } from '../api/queries';
import type { BoardDay } from '../api/types';
import { createStore, useStore } from '../store';
import type { Change } from './change';
import { LiveStream, type LiveNews, type TabNews } from './live-stream';
import { touchedByAll } from './touched';

/** A short gap is not worth a word: the feed replays what was missed. */
const LOST_AFTER_MS = 10_000;
/** A burst of changes (a re-planned day) becomes one round of requests. */
const GATHER_MS = 60;

/** `lost`: the line has been down for more than ten seconds, screens poll. */
export const liveStore = createStore<{ lost: boolean }>({ lost: false });

export const useLiveLost = (): boolean => useStore(liveStore, (state) => state.lost);

/** How often a query should ask by itself. */
export const usePolling = (): number | false => (useLiveLost() ? 15_000 : false);

/** Begins to follow changes; the returned function stops. */
export function followChanges(client: QueryClient): () => void {
  let lostTimer: ReturnType<typeof setTimeout> | undefined;
  let gatherTimer: ReturnType<typeof setTimeout> | undefined;
  let gathered: Change[] = [];
  let followed = false;
  const since = newestChange(client);

  const flush = () => {
    const keys = touchedByAll(gathered);
    gathered = [];
    gatherTimer = undefined;
    for (const queryKey of keys) void client.invalidateQueries({ queryKey });
  };
  const startLostTimer = () => {
    lostTimer ??= setTimeout(() => liveStore.set({ lost: true }), LOST_AFTER_MS);
  };
  const hear = (news: LiveNews) => {
    if (news.type === 'change') {
      gathered.push(JSON.parse(news.data) as Change);
      gatherTimer ??= setTimeout(flush, GATHER_MS);
    } else if (news.type === 'behind') {
      void client.invalidateQueries({ queryKey: keys.board });
    } else if (news.type === 'reset') {
      void client.invalidateQueries();
    } else if (news.live) {
      clearTimeout(lostTimer);
      lostTimer = undefined;
      // Loaded before the stream began, and no board says up to which change: one may lie between the two.
      if ((!followed && since === undefined) || liveStore.get().lost) void client.invalidateQueries();
      followed = true;
      liveStore.set({ lost: false });
    } else {
      startLostTimer();
    }
  };

  startLostTimer();
  const disconnect = connect(hear, since);
  return () => {
    disconnect();
    clearTimeout(lostTimer);
    clearTimeout(gatherTimer);
  };
}

/** The number up to which some board in the cache is complete. */
function newestChange(client: QueryClient): number | undefined {
  const boards = client.getQueriesData<BoardDay>({ queryKey: keys.board });
  const numbers = boards.flatMap(([, day]) => (typeof day?.change === 'number' ? [day.change] : []));
  return numbers.length > 0 ? Math.min(...numbers) : undefined;
}

function connect(hear: (news: LiveNews) => void, since: number | undefined): () => void {
  if (typeof SharedWorker === 'undefined') return connectAlone(hear, since);
  const worker = new SharedWorker(new URL('./live.worker.ts', import.meta.url), { type: 'module', name: 'spotwork-live' });
  let alone: (() => void) | undefined;
  worker.onerror = () => (alone ??= connectAlone(hear, since));
  worker.port.onmessage = ({ data }: MessageEvent<LiveNews>) => hear(data);
  const tell = (news: TabNews) => worker.port.postMessage(news);
  const hello = () => tell({ type: 'hello', since });
  const bye = () => tell({ type: 'bye' });
  // A page that comes back from the back/forward cache says hello again.
  addEventListener('pageshow', hello);
  addEventListener('pagehide', bye);
  hello();
  return () => {
    removeEventListener('pageshow', hello);
    removeEventListener('pagehide', bye);
    bye();
    alone?.();
  };
}

/** Without a shared worker each visible tab has its own stream. */
function connectAlone(hear: (news: LiveNews) => void, since: number | undefined): () => void {
  const stream = new LiveStream('/api/v1/events', hear);
  const follow = () => (document.visibilityState === 'visible' ? stream.startFrom(since) : stream.stop());
  document.addEventListener('visibilitychange', follow);
  follow();
  return () => {
    document.removeEventListener('visibilitychange', follow);
    stream.stop();
  };
}
