import { describe, expect, it } from '@jest/globals';
import { reportContent, session } from '../testing/report-content.js';
import { ReportPrinter } from './report-printer.service.js';

const LONG = reportContent({ sessions: Array.from({ length: 60 }, (_, i) => session(`2027-0${1 + (i % 9)}-10`)) });
const sent = (id: string, version = 2) => ({ id, version, status: 'sent' as const });

describe('the printer of reports', () => {
  it('prints one at a time, in the order of asking', async () => {
    const printer = new ReportPrinter();
    const done: string[] = [];
    const print = async (name: string, content = reportContent()) => {
      await printer.print({ id: name, version: 1, status: 'draft' }, content);
      done.push(name);
    };
    await Promise.all([print('long', LONG), print('short')]);
    expect(done).toEqual(['long', 'short']);
  });

  it('keeps what has gone out, by its version, and no draft', async () => {
    const printer = new ReportPrinter();
    const [first, second] = await Promise.all([printer.print(sent('a'), LONG), printer.print(sent('a'), LONG)]);
    expect(second).toBe(first);
    expect(await printer.print(sent('a'), LONG)).toBe(first);
    expect(await printer.print(sent('a', 3), reportContent())).not.toEqual(first);
    expect(await printer.print(sent('b'), reportContent())).not.toEqual(first);
    const draft = { id: 'd', version: 1, status: 'draft' as const };
    expect(await printer.print(draft, reportContent())).not.toBe(await printer.print(draft, reportContent()));
  });

  it('goes on after one that cannot be printed', async () => {
    const printer = new ReportPrinter();
    await expect(printer.print(sent('a'), {} as never)).rejects.toThrow();
    expect((await printer.print(sent('a'), reportContent())).length).toBeGreaterThan(1000);
  });
});
