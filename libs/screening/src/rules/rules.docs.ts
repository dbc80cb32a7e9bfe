import type { AreaRef } from '#scheduling';
import type { DetailField, Details, RuleExample, RuleFinding, ScreeningRule } from './rule.js';

const REVIEW =
  '**A licensed clinician of the clinic must review this before it is used.** It is decision support, not medical advice: ' +
  'the clinic answers for the rules it uses, and may make them stricter, never milder.';

/** One rule as Markdown, for `docs/clinical/<key>.md`. */
export function renderRule(rule: ScreeningRule): string {
  return [
    `# ${titleOf(rule)}`,
    '',
    `Written from \`libs/screening/src/rules/${rule.key}.rule.ts\` (version ${rule.version}) by \`npm run sync\`: change it there.`,
    '',
    REVIEW,
    '',
    '## Question',
    '',
    `- English: ${rule.question.en}`,
    `- Spanish: ${rule.question.es}`,
    '',
    `Asked again ${months(rule.askAgainMonths.yes)} after a yes, ${months(rule.askAgainMonths.no)} after a no.`,
    '',
    '## Details of a yes',
    '',
    ...detailLines(rule.details),
    '',
    '## What it decides',
    '',
    ...table(
      ['case', 'details', 'massage on', 'verdict', 'off', 'go-ahead from', 'until'],
      rule.examples.map((one) => exampleCells(rule, one)),
    ),
    '',
    'The last column is the first day on which the line no longer holds; – where no day ends it. These lines are played as tests.',
    '',
    '## Why',
    '',
    rule.rationale,
    '',
    '## Sources',
    '',
    ...rule.sources.map(({ title, url }) => (url ? `- [${title}](${url})` : `- ${title}`)),
    '',
  ].join('\n');
}

/** All rules in one table, for `docs/clinical/README.md`. */
export function renderRuleIndex(rules: readonly ScreeningRule[]): string {
  const rows = rules.map((rule) => [
    `[${titleOf(rule)}](${rule.key}.md)`,
    rule.question.en,
    verdictsOf(rule),
    `${rule.askAgainMonths.yes} / ${rule.askAgainMonths.no}`,
    String(rule.version),
  ]);
  return [
    '# Screening rules',
    '',
    'Written from `libs/screening/src/rules` by `npm run sync`: change them there.',
    '',
    REVIEW,
    '',
    ...table(['rule', 'question', 'a yes can mean', 'asked again after months (yes / no)', 'version'], rows),
    '',
    'The worst finding is the verdict. `limited`: the areas and techniques named are off, the rest is free. ' +
      '`needs-clearance`: not before a provider gave a written go-ahead. `do-not-treat`: not now.',
    '',
  ].join('\n');
}

function titleOf({ key }: ScreeningRule): string {
  return key.charAt(0).toUpperCase() + key.slice(1).replaceAll('-', ' ');
}

function months(count: number): string {
  return count === 1 ? '1 month' : `${count} months`;
}

function verdictsOf(rule: ScreeningRule): string {
  const verdicts = new Set(rule.examples.map((example) => example.finding?.verdict ?? 'clear'));
  return [...verdicts].join(', ');
}

function detailLines(details: readonly DetailField[]): string[] {
  if (details.length === 0) return ['None: the answer alone decides.'];
  return [
    'All are optional. What is not told never makes the verdict milder.',
    '',
    ...details.flatMap((field) => [
      `- \`${field.name}\` (${kindOf(field)}): ${field.text}`,
      ...(field.kind === 'choice' ? field.choices.map(({ code, text }) => `  - \`${code}\`: ${text}`) : []),
    ]),
  ];
}

function kindOf(field: DetailField): string {
  if (field.kind === 'date' && field.when !== 'any') return `${field.when} date`;
  return field.kind;
}

function exampleCells(rule: ScreeningRule, { name, details = {}, on }: RuleExample): string[] {
  const finding = rule.judge(details, on);
  return [name, told(details), on, finding?.verdict ?? 'clear', off(finding), finding?.clearanceFrom ?? '–', finding?.until ?? '–'];
}

function told(details: Details): string {
  const parts = Object.entries(details).map(([name, value]) => `${name}: ${typeof value === 'string' ? value : areaNames(value)}`);
  return parts.join('; ') || '–';
}

function off(finding: RuleFinding | undefined): string {
  if (!finding) return '–';
  const parts = [
    ...(finding.areas ? [areaNames(finding.areas)] : []),
    ...(finding.offRegardless ? [`${areaNames(finding.offRegardless)} (even with a go-ahead)`] : []),
    ...(finding.techniques ?? []),
  ];
  if (parts.length > 0) return parts.join(', ');
  return finding.verdict === 'do-not-treat' ? 'everything' : '–';
}

function areaNames(areas: readonly AreaRef[] = []): string {
  return areas.map(({ code, side }) => (side ? `${side} ${code}` : code)).join(', ') || 'none';
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)];
}
