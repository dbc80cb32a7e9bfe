import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { reportContent, session } from '../testing/report-content.js';
import { printReport } from './report.pdf.js';
import type { ReportContent } from './report.types.js';

/** Other people's programs read what ours wrote. */
const READERS = ['pdftotext', 'pdfinfo', 'pdffonts', 'qpdf'];
const missing = READERS.filter((name) => spawnSync('which', [name]).status !== 0);
const isRequired = process.env['REQUIRE_SERVICES'] === '1';
if (missing.length > 0) console.warn(`PDFs are not read back: ${missing.join()} missing (Debian: poppler-utils, qpdf)`);

const withName = (displayName: string): ReportContent =>
  reportContent({
    patient: { displayName },
    clinic: { ...reportContent().clinic, name: displayName },
    referral: { ...reportContent().referral, reason: displayName, referrer: { name: displayName } },
  });

const HOSTILE: [string, string][] = [
  ['right to left', 'שרה כהן محمد \u202Egnp.exe\u202C'],
  ['emoji', 'Ana 👩‍👩‍👧 🌵 ﷽'],
  ['200 characters without a space', 'W'.repeat(200)],
  ['new lines and controls', 'Ana\r\nBcc: x\u0000\u0007\u2028y'],
  ['marks', `${'e\u0301'.repeat(50)} Z\u0335\u0353\u033a\u0323a\u0310l\u0357g\u0343o`],
  ['other scripts', 'ก์ दिव्या 李小龍 አማርኛ ျမန်မာ 한국어 ᠮᠣᠩᠭᠣᠯ'],
  ['half a character', 'Ana \ud83d'],
  ['what means something in a PDF', 'A (B) \\n << /JS >> endobj %% \\) <script>&amp;'],
  ['nothing but spaces', '   '],
];

describe('a report on paper', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'spotwork-pdf-'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const run = (name: string, ...args: string[]) => spawnSync(name, args, { encoding: 'utf8' });
  const written = async (content: ReportContent): Promise<string> => {
    const file = join(dir, 'report.pdf');
    writeFileSync(file, await printReport(content));
    return file;
  };

  it('is the same for the same content, and names nobody in what describes it', async () => {
    const [first, second] = [await printReport(reportContent()), await printReport(reportContent())];
    expect(first.equals(second)).toBe(true);
    expect(first.equals(await printReport(reportContent({ madeBy: 'Somebody else' })))).toBe(false);
    expect(first.subarray(0, 5).toString()).toBe('%PDF-');
    expect(first.length).toBeLessThan(100_000);
    // What is not compressed: the description, among other things.
    expect(first.toString('latin1')).not.toMatch(/Żółć|Larkspur|Mila|Stiff/);
  });

  it('gives way to other work between its pieces', async () => {
    const content = reportContent({ sessions: Array.from({ length: 40 }, (_, i) => session(`2027-0${1 + (i % 9)}-10`)) });
    let isDone = false;
    let turns = 0;
    const count = (): void => {
      turns++;
      if (!isDone) setImmediate(count);
    };
    const printing = printReport(content);
    count();
    await printing;
    isDone = true;
    // Each session has lines of its own.
    expect(turns).toBeGreaterThan(40);
  });

  const isLeftOut = missing.length > 0 && !isRequired;
  const readBack = isLeftOut ? it.skip : it;
  const why = isLeftOut ? ` (${missing.join()} missing)` : '';

  readBack(`says it all in every script of its font, on one page of US Letter${why}`, async () => {
    const file = await written(reportContent());
    const checked = run('qpdf', '--check', file);
    expect([checked.status, checked.stderr]).toEqual([0, '']);
    const info = run('pdfinfo', file).stdout;
    expect(info).toMatch(/Title: +Progress report\n/);
    expect(info).toMatch(/Pages: +1\n/);
    expect(info).toMatch(/letter/);
    expect(info).not.toMatch(/Łucja|Larkspur|Author|Subject: +\S/);
    expect(run('pdffonts', file).stdout.match(/DejaVuSansCondensed\S* +CID TrueType +Identity-H +yes yes yes/g)).toHaveLength(2);
    const text = run('pdftotext', '-layout', file, '-').stdout;
    for (const words of [
      'Cedar Spine & Rehab',
      '12 Cedar Street, Boulder, CO 80301',
      'Phone +1 303 555 0100',
      'CONFIDENTIAL',
      'Łucja Żółć-Παπαδοπούλου Щербакова, born May 17, 1980',
      'Dr. Mila Example, Example Practice, 1234567893',
      '6 authorised · 4 used · 1 booked · 1 left',
      'Sleeps through the night again.',
      'From 7 to 3: better',
      'Neck: at the beginning 50 % on Jan 30, 2027, last 75 % on Feb 18, 2027 (better)',
      'Painful in a bad way: 1 of the 3 sessions with a note',
      'Three more visits. (Kim Larkspur)',
      'Feb 11, 2027 · Spot work, 15 min · Sam Spot',
      'Neck, Shoulder (left) · Trigger point · medium pressure',
      'Painful: Elbow at the shoulder blade',
      'No session note of Feb 5, 2027.',
      'Page 1 of 1',
    ])
      expect(text.replace(/ +/g, ' ')).toContain(words);
  });

  readBack(`goes on over as many pages as it needs, each with its number${why}`, async () => {
    const sessions = Array.from({ length: 120 }, (_, i) => session(`2027-0${1 + (i % 9)}-10`));
    const long = 'Long words of a careful therapist. '.repeat(110);
    const file = await written(
      reportContent({ sessions, summary: long, recommendation: { text: `${long}THE END`, by: 'Kim' }, earlierVisits: 3 }),
    );
    expect(run('qpdf', '--check', file).status).toBe(0);
    const pages = Number(/Pages: +(\d+)/.exec(run('pdfinfo', file).stdout)![1]);
    expect(pages).toBeGreaterThan(8);
    expect(pages).toBeLessThan(30);
    const text = run('pdftotext', '-layout', file, '-').stdout;
    expect(
      text
        .split('\f')
        .slice(0, -1)
        .map((page, i) => page.includes(`Page ${i + 1} of ${pages}`)),
    ).toEqual(Array(pages).fill(true));
    expect(text).toMatch(/THE\s+END/);
    expect(text.match(/Spot work, 15 min/g)).toHaveLength(120);
    expect(text).toContain('3 earlier visits are not listed.');
  });

  it.each(HOSTILE)('is made of a name with %s', async (_, name) => {
    expect((await printReport(withName(name))).subarray(0, 5).toString()).toBe('%PDF-');
  });

  readBack.each(HOSTILE)(`is sound, and runs nothing, with a name with %s${why}`, async (_, name) => {
    const file = await written(withName(name));
    const checked = run('qpdf', '--check', file);
    expect([checked.status, checked.stderr]).toEqual([0, '']);
    expect(run('pdfinfo', file).stdout).toMatch(/JavaScript: +no/);
    expect(run('pdftotext', file, '-').stdout).toContain('Kim Larkspur');
  });

  readBack(`escapes nothing wrongly${why}`, async () => {
    const file = await written(withName('A (B) \\n << /JS >> &amp; <i>'));
    expect(run('pdftotext', file, '-').stdout).toContain('A (B) \\n << /JS >> &amp; <i>');
  });
});
