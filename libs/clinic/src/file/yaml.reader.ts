import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node, type YAMLMap } from 'yaml';
import { parseLocalDate, type LocalDate } from '#kernel';
import type { ClinicFileError } from './clinic-file.types.js';

/** A value in the file together with where it stands. */
export interface Place {
  node: Node | null | undefined;
  pointer: string;
  /** Where to point when the value itself is missing. */
  parent?: Node;
}

/** A value found under a key that the author chose: `ana-silva: {…}`. */
export interface Entry extends Place {
  key: string;
}

const CODE = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const MAX_CODE = 60;
const MAX_TEXT = 300;
const CONTROL = /\p{Cc}/u;

/**
 * Reads a YAML document field by field and collects what is wrong instead of stopping. After a mistake the readers
 * answer an empty value, so that the rest is still checked; whoever finds `errors` afterwards throws the result away.
 */
export class YamlFile {
  readonly errors: ClinicFileError[] = [];
  private readonly lines = new LineCounter();
  private readonly doc: Document.Parsed;

  constructor(text: string) {
    // Duplicate keys are found by `Fields`, which can say where they stand.
    this.doc = parseDocument(text, { lineCounter: this.lines, prettyErrors: false, uniqueKeys: false });
    for (const problem of [...this.doc.errors, ...this.doc.warnings]) {
      this.add(problem.pos[0], '', problem.code.toLowerCase().replaceAll('_', '-'), problem.message);
    }
  }

  root(): Place {
    return { node: this.doc.contents, pointer: '' };
  }

  fail(place: Place, code: string, message: string): void {
    this.add((place.node ?? place.parent)?.range?.[0] ?? 0, place.pointer, code, message);
  }

  /** The fields of a mapping that may have only these keys. */
  fields(place: Place, allowed: readonly string[]): Fields {
    const map = this.mapOf(place, `a mapping with ${allowed.join(', ')}`);
    const entries = new Map<string, Entry>();
    for (const entry of this.pairs(map, place.pointer)) {
      if (allowed.includes(entry.key)) entries.set(entry.key, entry);
      else this.fail(atKey(entry), 'unknown-key', `There is no "${entry.key}" here. Allowed: ${allowed.join(', ')}.`);
    }
    return new Fields(this, { node: map ?? place.node, pointer: place.pointer, parent: place.parent }, entries, map !== undefined);
  }

  /** Things by their own keys; each key must be a code. */
  entries(place: Place | undefined): Entry[] {
    if (!place) return [];
    const entries = this.pairs(this.mapOf(place, 'a mapping of keys to their descriptions'), place.pointer);
    return entries.filter((entry) => {
      const good = CODE.test(entry.key) && entry.key.length <= MAX_CODE;
      if (!good) this.fail(atKey(entry), 'not-a-code', `"${entry.key}": use small letters, digits and single hyphens, like low-back.`);
      return good;
    });
  }

  items(place: Place | undefined): Place[] {
    if (!place) return [];
    const node = this.resolve(place);
    if (isSeq(node)) {
      return node.items.map((item, at) => ({ node: item as Node, pointer: `${place.pointer}/${at}`, parent: node }));
    }
    this.fail(place, 'not-a-list', 'This must be a list.');
    return [];
  }

  text(place: Place, max = MAX_TEXT): string {
    const value = this.scalar(place);
    if (typeof value === 'string' && value.trim() !== '' && value.length <= max && !CONTROL.test(value)) return value.trim();
    const hint = typeof value === 'number' || typeof value === 'boolean' ? ' Put it in quotes.' : '';
    this.fail(place, 'not-text', `This must be one line of text, 1 to ${max} characters.${hint}`);
    return '';
  }

  int(place: Place, min: number, max: number): number {
    const value = this.scalar(place);
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    this.fail(place, 'not-in-range', `This must be a whole number from ${min} to ${max}.`);
    return min;
  }

  flag(place: Place): boolean {
    const value = this.scalar(place);
    if (typeof value !== 'boolean') this.fail(place, 'not-a-flag', 'This must be true or false.');
    return value === true;
  }

  scalar(place: Place): unknown {
    const node = this.resolve(place);
    return isScalar(node) ? node.value : undefined;
  }

  isList(place: Place): boolean {
    return isSeq(this.resolve(place));
  }

  private resolve(place: Place): unknown {
    if (!isAlias(place.node)) return place.node;
    return place.node.resolve(this.doc);
  }

  private mapOf(place: Place, what: string): YAMLMap | undefined {
    const node = this.resolve(place);
    if (isMap(node)) return node;
    this.fail(place, 'not-a-mapping', `This must be ${what}.`);
    return undefined;
  }

  private pairs(map: YAMLMap | undefined, pointer: string): Entry[] {
    const seen = new Map<string, Entry>();
    for (const pair of map?.items ?? []) {
      const keyNode = pair.key as Node;
      const key = isScalar(keyNode) ? String(keyNode.value) : String(keyNode);
      const entry: Entry = { key, node: pair.value as Node | null, parent: keyNode, pointer: `${pointer}/${escaped(key)}` };
      if (seen.has(key)) this.fail(atKey(entry), 'duplicate-key', `"${key}" stands here twice.`);
      else seen.set(key, entry);
    }
    return [...seen.values()];
  }

  private add(offset: number, pointer: string, code: string, message: string): void {
    const { line, col } = this.lines.linePos(offset);
    this.errors.push({ line: Math.max(line, 1), column: Math.max(col, 1), pointer, code, message });
  }
}

/** The known fields of one mapping. Asking for a missing one reports it, at the mapping. */
export class Fields {
  constructor(
    private readonly file: YamlFile,
    readonly place: Place,
    private readonly entries: ReadonlyMap<string, Entry>,
    private readonly readable: boolean,
  ) {}

  optional(key: string): Place | undefined {
    return this.entries.get(key);
  }

  text(key: string, max?: number): string {
    return this.required(key, (place) => this.file.text(place, max)) ?? '';
  }

  optionalText(key: string, max?: number): string | undefined {
    const place = this.optional(key);
    return place && this.file.text(place, max);
  }

  int(key: string, min: number, max: number, fallback?: number): number {
    const read = (place: Place) => this.file.int(place, min, max);
    const place = this.optional(key);
    if (!place && fallback !== undefined) return fallback;
    return this.required(key, read) ?? min;
  }

  flag(key: string): boolean {
    const place = this.optional(key);
    return place !== undefined && this.file.flag(place);
  }

  oneOf<T extends string>(key: string, allowed: readonly T[]): T {
    return this.required(key, (place) => chosen(this.file, place, allowed)) ?? allowed[0]!;
  }

  date(key: string): LocalDate {
    return this.required(key, (place) => dateAt(this.file, place)) ?? '';
  }

  optionalDate(key: string): LocalDate | undefined {
    const place = this.optional(key);
    return place && dateAt(this.file, place);
  }

  /** `read` runs on the value; when there is none, that is reported and the answer is `undefined`. */
  required<T>(key: string, read: (place: Place) => T): T | undefined {
    const place = this.entries.get(key);
    if (place) return read(place);
    // A mapping that is something else was reported already.
    if (this.readable) this.file.fail(this.place, 'missing-key', `"${key}" is missing.`);
    return undefined;
  }
}

function dateAt(file: YamlFile, place: Place): LocalDate {
  const value = file.scalar(place);
  const date = typeof value === 'string' ? parseLocalDate(value) : undefined;
  if (date === undefined) file.fail(place, 'not-a-date', 'This must be a date like 2026-11-23.');
  return date ?? '';
}

function chosen<T extends string>(file: YamlFile, place: Place, allowed: readonly T[]): T | undefined {
  const value = file.scalar(place);
  const match = allowed.find((candidate) => candidate === value);
  if (match === undefined) file.fail(place, 'not-a-choice', `This must be one of ${allowed.join(', ')}.`);
  return match;
}

/** Points at the key instead of the value. */
function atKey(entry: Entry): Place {
  return { node: entry.parent, pointer: entry.pointer };
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
