import { Injectable } from '@nestjs/common';
import { RecentBytes } from './recent-bytes.js';
import { printReport } from './report.pdf.js';
import type { Report, ReportContent } from './report.types.js';

const MAX_KEPT = 20;
const MAX_KEPT_BYTES = 8 * 1024 * 1024;

/** Prints one report at a time: whoever asks for many does not take the process from everybody else. */
@Injectable()
export class ReportPrinter {
  private readonly kept = new RecentBytes(MAX_KEPT, MAX_KEPT_BYTES);
  private last: Promise<unknown> = Promise.resolve();

  /** What has gone out is the same each time: it is kept for a while. */
  async print({ id, version, status }: Pick<Report, 'id' | 'version' | 'status'>, content: ReportContent): Promise<Buffer> {
    if (status === 'draft') return this.inTurn(() => printReport(content));
    const key = `${id}@${version}`;
    // Asked again in its turn: who waited in front may have wanted the same.
    return this.kept.get(key) ?? this.inTurn(async () => this.kept.get(key) ?? this.kept.set(key, await printReport(content)));
  }

  private inTurn(print: () => Promise<Buffer>): Promise<Buffer> {
    const printing = this.last.then(print);
    this.last = printing.catch(() => undefined);
    return printing;
  }
}
