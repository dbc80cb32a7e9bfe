import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DEMO_FILE = join('libs', 'clinic', 'demo', 'cedar-spine-rehab.yaml');

/** Path of the demo clinic's file. The sources and the compiled code lie at different depths below the same root. */
export function demoClinicFile(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const file = join(folder, DEMO_FILE);
    if (existsSync(file)) return file;
    if (folder === dirname(folder)) throw new Error(`${DEMO_FILE} is missing: it must stay beside the compiled code's root.`);
  }
}
