import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { ROOT } from './root.js';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const folders = (process.env['PATH'] ?? '').split(delimiter);
const executable =
  process.env['CHROMIUM'] || folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((path) => existsSync(path));

/** Why the admin UI cannot be driven here. */
export function whyNoBrowser(): string | undefined {
  if (!executable) return 'no chromium in PATH; set CHROMIUM to one';
  if (!existsSync(join(ROOT, 'dist/admin/index.html')) || !existsSync(join(ROOT, 'dist/test/support/desk-server.main.js')))
    return 'not built; run npm run build';
  return undefined;
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: executable, headless: true, args: FLAGS });
}
