import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BuiltServer, tempFolder } from '../support/built-server.js';
import { ROOT } from '../support/root.js';

/** The shell commands of the document, in its order. */
function commandsOf(file: string): string {
  const blocks = readFileSync(join(ROOT, file), 'utf8').matchAll(/^```bash\n(.*?)^```$/gms);
  return Array.from(blocks, (block) => block[1]).join('\n');
}

function bash(script: string, env: Record<string, string>): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const { PATH, HOME } = process.env;
  const child = spawn('bash', ['--norc', '-euo', 'pipefail', '-c', script], {
    cwd: ROOT,
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
}

describe('the API quick start', () => {
  const folder = tempFolder();
  let server: BuiltServer;

  beforeAll(async () => {
    server = await BuiltServer.start({ DATA_DIR: folder.path, DEMO: 'on' });
  }, 180_000);

  afterAll(async () => {
    await server?.stop();
    folder.remove();
  });

  it('finds, holds, books and cancels a pair, with the commands as they are written', async () => {
    const script = commandsOf('docs/quickstart.md');
    expect(script).toContain('/availability/search');
    const ran = await bash(script, { BASE: server.url, DATA_DIR: folder.path });
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const [screening, ...lines] = ran.stdout.trim().split('\n');
    expect(screening).toBe('screening: clear');
    const [, visit, again] = /^booked (vis_\w+), and again: (vis_\w+)$/.exec(lines[0]!)!;
    expect(again).toBe(visit);
    const messages = lines.slice(1, -1);
    expect(messages).toContainEqual(expect.stringMatching(/^planned {2}\S+ {2}confirmation {2}Quinn Start .*loose-clothing/));
    expect(messages.filter((line) => !line.includes('Quinn Start')).join()).not.toContain('loose-clothing');
    expect(lines.at(-1)).toBe('cancelled');
  }, 60_000);
});
