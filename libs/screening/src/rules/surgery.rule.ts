import { addDays, daysBetween, type LocalDate } from '#kernel';
import type { AreaRef } from '#scheduling';
import { areasIn, dateIn } from './details.js';
import type { RuleFinding, ScreeningRule } from './rule.js';
import { SWEETLAND, WALTON, WERNER } from './sources.js';

const FRESH_DAYS = 6 * 7;
const HEALING_DAYS = 12 * 7;
const UPCOMING_DAYS = 2 * 7;

const KNEE: AreaRef = { code: 'knee', side: 'right' };

export const surgery: ScreeningRule = {
  key: 'surgery',
  version: 1,
  question: {
    en: 'Have you had an operation in the last three months, or is one planned?',
    es: '¿Le han operado en los últimos tres meses o tiene una operación programada?',
  },
  details: [
    { name: 'date', kind: 'date', when: 'any', text: 'Day of the operation; of several, the one nearest to the massage' },
    { name: 'areas', kind: 'areas', text: 'Operated areas' },
  ],
  askAgainMonths: { yes: 1, no: 6 },
  rationale:
    'For about six weeks the operated area is a wound inside: pressure can open it, bleed or infect it, so that it stays off even with a clearance. ' +
    'The risk of a clot in a vein is many times higher for twelve weeks after an operation, wherever it was, so that elsewhere the surgeon decides. ' +
    'In the two weeks before an operation a bruise or an irritated skin can delay it, and medicine is changed, so that the surgeon decides as well. ' +
    'Without the area any area could be the operated one, and without the date the operation counts as fresh.',
  sources: [
    SWEETLAND,
    {
      title: 'Maureen Salamon: Helping Patients After Surgery, Massage Therapy Journal (AMTA), 2018',
      url: 'https://amtamassage.org/articles/3/MTJ/detail/3834/helping-patients-after-surgery',
    },
    {
      title: 'Cancer Council Australia: Massage and cancer: making the right adjustments',
      url: 'http://www.cancercouncil.com.au/44388/b1000/massage-and-cancer-42/massage-and-cancer-making-the-right-adjustments/',
    },
    WERNER,
    WALTON,
  ],
  judge(details, on) {
    const date = dateIn(details, 'date');
    if (date === undefined) return fresh(areasIn(details, 'areas'));
    if (on < date) return daysBetween(on, date) <= UPCOMING_DAYS ? asking('An operation is planned within two weeks') : undefined;
    const freshUntil = addDays(date, FRESH_DAYS);
    if (on < freshUntil) return fresh(areasIn(details, 'areas'), freshUntil);
    const until = addDays(date, HEALING_DAYS);
    return on < until ? { ...asking('An operation less than twelve weeks ago'), until } : undefined;
  },
  examples: [
    { name: 'nothing but the yes is known', on: '2026-12-01', finding: { verdict: 'do-not-treat' } },
    {
      name: 'the right knee, but not when',
      details: { areas: [KNEE] },
      on: '2026-12-01',
      finding: { verdict: 'needs-clearance', clearanceFrom: 'surgeon', offRegardless: [KNEE] },
    },
    {
      name: 'last day of the sixth week, area not told',
      details: { date: '2026-10-01' },
      on: '2026-11-11',
      finding: { verdict: 'do-not-treat', until: '2026-11-12' },
    },
    {
      name: 'last day of the sixth week, right knee',
      details: { date: '2026-10-01', areas: [KNEE] },
      on: '2026-11-11',
      finding: { verdict: 'needs-clearance', clearanceFrom: 'surgeon', offRegardless: [KNEE], until: '2026-11-12' },
    },
    {
      name: 'six weeks over, right knee',
      details: { date: '2026-10-01', areas: [KNEE] },
      on: '2026-11-12',
      finding: { verdict: 'needs-clearance', clearanceFrom: 'surgeon', until: '2026-12-24' },
    },
    {
      name: 'last day of the twelfth week',
      details: { date: '2026-10-01', areas: [KNEE] },
      on: '2026-12-23',
      finding: { verdict: 'needs-clearance', clearanceFrom: 'surgeon', until: '2026-12-24' },
    },
    { name: 'twelve weeks over', details: { date: '2026-10-01', areas: [KNEE] }, on: '2026-12-24' },
    { name: 'planned in fifteen days', details: { date: '2026-12-16' }, on: '2026-12-01' },
    {
      name: 'planned in fourteen days',
      details: { date: '2026-12-15' },
      on: '2026-12-01',
      finding: { verdict: 'needs-clearance', clearanceFrom: 'surgeon' },
    },
    {
      name: 'on the day of the operation',
      details: { date: '2026-12-01', areas: [KNEE] },
      on: '2026-12-01',
      finding: { verdict: 'needs-clearance', clearanceFrom: 'surgeon', offRegardless: [KNEE], until: '2027-01-12' },
    },
  ],
};

function fresh(areas: readonly AreaRef[] | undefined, until?: LocalDate): RuleFinding {
  if (areas) return { ...asking('An operation less than six weeks ago, whose area stays off'), offRegardless: areas, until };
  return { verdict: 'do-not-treat', because: 'An operation less than six weeks ago, and its area is not told.', until };
}

function asking(what: string): RuleFinding {
  return { verdict: 'needs-clearance', because: `${what}: the surgeon says what is safe.`, clearanceFrom: 'surgeon' };
}
