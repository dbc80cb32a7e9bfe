import { useCatalog } from '../api/catalog';
import type { Finding, Scope } from '../api/screening';
import type { AreaRef } from '../api/types';
import { areaName } from '../names';
import { ts } from '../texts.screening';
import { formatDay } from '../time/wall';
import { inWords } from '../words';
import css from './screening.module.css';
import { VerdictGlyph } from './Verdict';

/** How codes are called: the public page has no catalogue. */
export interface Names {
  area: (area: AreaRef) => string;
  technique: (code: string) => string;
}

export function useNames(): Names {
  const { areaByCode, techniqueByCode } = useCatalog();
  return namesFrom(
    (code) => areaByCode.get(code)?.name,
    (code) => techniqueByCode.get(code)?.name,
  );
}

export function namesFrom(area: (code: string) => string | undefined, technique: (code: string) => string | undefined): Names {
  return {
    area: (one) => areaName(one, (code) => area(code) ?? inWords(code)),
    technique: (code) => technique(code) ?? inWords(code),
  };
}

const listOf = (names: Names, areas: readonly AreaRef[] = [], techniques: readonly string[] = []): string =>
  [...areas.map(names.area), ...techniques.map(names.technique)].join(', ');

/** `everything` where a scope names nothing. */
export function scopeText(names: Names, { areas, techniques, pressure }: Scope): string {
  const limits = pressure && pressure !== 'any' ? (ts.clearance.pressures[pressure] ?? pressure).toLowerCase() : '';
  return [listOf(names, areas, techniques), limits].filter(Boolean).join(', ');
}

/** What stands against a massage: why, what is off, until when, and what lifts it. */
export function Findings({ findings, names }: { findings: readonly Finding[]; names: Names }) {
  if (findings.length === 0) return null;
  return (
    <ul className={css['findings']}>
      {findings.map((finding) => (
        <li key={finding.key}>
          <VerdictGlyph verdict={finding.verdict} />
          <div>
            {/* The glyph for those who do not see it. */}
            <span className={css['srOnly']}>{ts.verdicts[finding.verdict]}: </span>
            {finding.because}
            {linesOf(finding, names).map((line) => (
              <span key={line} className={css['line']}>
                {line}
              </span>
            ))}
          </div>
        </li>
      ))}
    </ul>
  );
}

function linesOf({ areas, techniques, offRegardless = [], until, clearedBy = [] }: Finding, names: Names): string[] {
  const off = listOf(names, areas, techniques);
  const always = listOf(names, offRegardless);
  const ends = until ? ts.until(formatDay(until)) : '';
  return [
    [off && ts.off(off), ends].filter(Boolean).join(', '),
    always && ts.offRegardless(always),
    ...clearedBy.map(({ scope, validUntil }) => {
      const what = scopeText(names, scope);
      return what ? ts.clearedFor(what, formatDay(validUntil, true)) : ts.cleared(formatDay(validUntil, true));
    }),
  ].filter((line) => line !== '');
}
