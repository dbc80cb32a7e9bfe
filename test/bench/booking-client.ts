import { Agent, request } from 'node:http';

// The other end of the benches' requests: a forked process, so that its CPU is not the server's.

export interface Load {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  /** One request each; for GET their number alone counts. */
  bodies: string[];
  connections: number;
  wantStatus: number;
  /** Look for answers, do not wait for them: see `stayAwake`. */
  awake?: boolean;
}

export interface LoadReport {
  seconds: number;
  refused: { status: number; body: string }[];
  /** Sorted, ms. */
  latencies: number[];
}

process.on('message', (load: Load) => {
  send(load).then(
    (report) => process.send!(report),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit(0));

let agent: Agent | undefined;

async function send(load: Load): Promise<LoadReport> {
  agent ??= new Agent({ keepAlive: true, maxSockets: load.connections });
  const refused: LoadReport['refused'] = [];
  const latencies: number[] = [];
  let next = 0;
  const rest = load.awake ? stayAwake() : () => undefined;
  const start = performance.now();
  const work = async () => {
    while (next < load.bodies.length) {
      const body = load.bodies[next++]!;
      const from = performance.now();
      const answer = await one(load, body);
      latencies.push(performance.now() - from);
      if (answer.status !== load.wantStatus) refused.push(answer);
    }
  };
  await Promise.all(Array.from({ length: load.connections }, work));
  const seconds = (performance.now() - start) / 1000;
  rest();
  return { seconds, refused: refused.slice(0, 5), latencies: latencies.sort((a, b) => a - b) };
}

const NAP_MS = 0.2;

/**
 * Naps and looks, instead of sleeping until an answer arrives: waking a client that sleeps on its sockets costs a server
 * more than answering it, and only the slower of two servers would pay; a client that never rests takes the other half of
 * a shared core. Ends when the answer is called.
 */
function stayAwake(): () => void {
  let on = true;
  const never = new Int32Array(new SharedArrayBuffer(4));
  const turn = () => {
    if (!on) return;
    Atomics.wait(never, 0, 0, NAP_MS);
    setImmediate(turn);
  };
  turn();
  return () => (on = false);
}

function one(load: Load, body: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = body
      ? { ...load.headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
      : load.headers;
    const sent = request(load.url, { agent, method: load.method, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => (text += part));
      answer.on('end', () => resolve({ status: answer.statusCode!, body: text }));
    });
    sent.on('error', reject);
    sent.end(body || undefined);
  });
}
