import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type PDFKit from 'pdfkit';
import { dayNumberOf, DAY_MS } from '#kernel';
import { type PrintedLine, type PrintedReport, printed } from './report-text.rules.js';
import type { ReportContent } from './report.types.js';

type Page = InstanceType<typeof PDFKit>;

const MARGIN = 54;
const LABEL_WIDTH = 110;
const LINE_HEIGHT = 12.5;
const INK = '#1a1a1a';
const DIM = '#555555';
const RULE = '#c8c8c8';

/** Latin, Greek, Cyrillic and more; the fonts that every PDF reader has know Western Europe only. */
const FONTS = { regular: 'DejaVuSansCondensed.ttf', bold: 'DejaVuSansCondensed-Bold.ttf' };
let fonts: Record<keyof typeof FONTS, Buffer> | undefined;

/** A report as PDF, in US Letter. The same content gives the same bytes. Gives way to other work between its pieces. */
export async function printReport(content: ReportContent): Promise<Buffer> {
  // Not before it is needed: most processes never print.
  const { default: Document } = await import('pdfkit');
  await giveWay();
  fonts ??= { regular: fontFile(FONTS.regular), bold: fontFile(FONTS.bold) };
  const report = printed(content);
  const doc = new Document({
    size: 'LETTER',
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN + 18 },
    bufferPages: true,
    lang: 'en-US',
    displayTitle: true,
    font: fonts.regular as unknown as string,
    // Of the report and not of the printing. No name: whoever sees a list of files sees these.
    info: { Title: report.title, Creator: 'Spotwork', Producer: 'Spotwork', CreationDate: new Date(dayNumberOf(content.madeOn) * DAY_MS) },
  });
  const chunks: Buffer[] = [];
  const done = new Promise<void>((resolve, reject) =>
    doc
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', resolve)
      .on('error', reject),
  );
  doc.registerFont('regular', fonts.regular).registerFont('bold', fonts.bold);
  await giveWay();
  await writeHead(doc, report);
  for (const { title, lines } of report.sections) await writeSection(doc, title, lines);
  writeFeet(doc, report.foot);
  await giveWay();
  doc.flushPages();
  await giveWay();
  doc.end();
  await done;
  return Buffer.concat(chunks);
}

async function writeHead(doc: Page, report: PrintedReport): Promise<void> {
  doc.font('bold').fontSize(14).fillColor(INK).text(report.clinic);
  await giveWay();
  doc.font('regular').fontSize(9).fillColor(DIM).text(report.contact);
  await giveWay();
  rule(doc, 7);
  const { y } = doc;
  doc
    .font('bold')
    .fontSize(9)
    .fillColor(DIM)
    .text('CONFIDENTIAL', MARGIN, y + 6, { width: innerWidth(doc), align: 'right' });
  doc.font('bold').fontSize(15).fillColor(INK).text(report.title, MARGIN, y);
  doc.moveDown(0.3);
  for (const [label, value] of report.facts) {
    writeFact(doc, label, value);
    await giveWay();
  }
}

function writeFact(doc: Page, label: string, value: string): void {
  keepTogether(doc, 14);
  const { y } = doc;
  doc
    .font('regular')
    .fontSize(9)
    .fillColor(DIM)
    .text(label, MARGIN, y, { width: LABEL_WIDTH - 8 });
  const page = doc.bufferedPageRange().count;
  doc.fillColor(INK).text(value, MARGIN + LABEL_WIDTH, y, { width: innerWidth(doc) - LABEL_WIDTH });
  doc.x = MARGIN;
  // A label is never longer than its value is high, unless that has gone on to the next page.
  if (doc.bufferedPageRange().count === page) doc.y = Math.max(doc.y, y + 13);
}

async function writeSection(doc: Page, title: string, lines: readonly PrintedLine[]): Promise<void> {
  keepTogether(doc, 52);
  rule(doc, 5);
  doc.font('bold').fontSize(10).fillColor(INK).text(title);
  doc.moveDown(0.25);
  for (const [i, line] of lines.entries()) {
    if (!line.follows) keepTogether(doc, LINE_HEIGHT * (1 + followers(lines, i)));
    if (line.strong && i > 0) doc.y += 3;
    doc
      .font(line.strong ? 'bold' : 'regular')
      .fontSize(9)
      .fillColor(INK)
      .text(line.text, MARGIN, doc.y, { width: innerWidth(doc), lineGap: 1 });
    await giveWay();
  }
}

/** What follows a line stays with it on one page, up to a handful of lines. */
function followers(lines: readonly PrintedLine[], at: number): number {
  const rest = lines.slice(at + 1, at + 6);
  const end = rest.findIndex((one) => !one.follows);
  return end < 0 ? rest.length : end;
}

/** On every page, below its text. */
function writeFeet(doc: Page, foot: string): void {
  const { count } = doc.bufferedPageRange();
  for (let i = 0; i < count; i++) {
    doc.switchToPage(i);
    const y = doc.page.height - MARGIN + 4;
    // Below the margin, where text would begin a new page.
    doc.page.margins.bottom = 0;
    const place = { width: innerWidth(doc), lineBreak: false, ellipsis: true, height: 12 };
    doc
      .font('regular')
      .fontSize(8)
      .fillColor(DIM)
      .text(foot, MARGIN, y, { ...place, width: innerWidth(doc) - 80 });
    doc.text(`Page ${i + 1} of ${count}`, MARGIN, y, { ...place, align: 'right', lineBreak: true });
  }
}

function rule(doc: Page, gap: number): void {
  const y = doc.y + gap;
  doc
    .moveTo(MARGIN, y)
    .lineTo(doc.page.width - MARGIN, y)
    .lineWidth(0.6)
    .strokeColor(RULE)
    .stroke();
  doc.y = y + gap;
}

function keepTogether(doc: Page, height: number): void {
  if (doc.y + height > doc.page.height - doc.page.margins.bottom) doc.addPage();
}

function innerWidth(doc: Page): number {
  return doc.page.width - 2 * MARGIN;
}

/** What waits for this thread has its turn. */
function giveWay(): Promise<void> {
  return new Promise((next) => setImmediate(next));
}

function fontFile(name: string): Buffer {
  return readFileSync(createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${name}`));
}
