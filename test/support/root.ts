import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The repository's folder, seen from the sources as well as from `dist`. */
export const ROOT = rootAbove(import.meta.dirname);

function rootAbove(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : rootAbove(dirname(folder));
}
