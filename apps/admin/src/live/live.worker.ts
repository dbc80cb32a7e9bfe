import { LiveStream, type LiveNews, type TabNews } from './live-stream';

/** One stream for all tabs of this browser: with one per tab the sixth tab's requests would hang on HTTP/1.1. */
interface SharedWorkerScope {
  onconnect: ((event: MessageEvent) => void) | null;
}

const ports = new Set<MessagePort>();
const stream = new LiveStream('/api/v1/events', tellAll);

function tellAll(news: LiveNews): void {
  for (const port of ports) port.postMessage(news);
}

(self as unknown as SharedWorkerScope).onconnect = (event) => {
  const port = event.ports[0]!;
  port.onmessage = ({ data }: MessageEvent<TabNews>) => {
    if (data.type === 'bye') {
      ports.delete(port);
      if (ports.size === 0) stream.stop();
      return;
    }
    ports.add(port);
    const behind = stream.startFrom(data.since);
    port.postMessage({ type: 'state', live: stream.live } satisfies LiveNews);
    if (behind) port.postMessage({ type: 'behind' } satisfies LiveNews);
  };
};
