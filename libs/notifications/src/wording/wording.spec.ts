import { describe, expect, it } from '@jest/globals';
import { isGsm, ONE_TEXT, septetsOf } from '../gsm.js';
import { confirmation } from '../kinds/confirmation.kind.js';
import { reminder } from '../kinds/reminder.kind.js';
import { bookOf, checkWording, type OwnWording, problemsOf } from './clinic-wording.rules.js';
import { fillBody, fillLine, fillText } from './fill.rules.js';

const URL = 'https://desk.example.org';

const OWN: OwnWording = {
  kind: 'patient/reminder',
  form: 'usual',
  language: 'en',
  subject: 'See you soon',
  body: 'Hi {givenName}!\n\nOn {day} at {time}.\n\n{advice}',
  text: '{clinicName}: {shortDay} {time}',
};

describe('filling in', () => {
  const places = { givenName: 'Ana {day}', day: 'Friday', time: '10:00 AM', clinicName: 'Cedar' };

  it('puts values into their places once, and leaves out paragraphs that have none', () => {
    expect(fillBody(OWN.body, places)).toBe('Hi Ana {day}!\n\nOn Friday at 10:00 AM.\n');
    expect(fillBody('A\n\nMore: {link}\n\nB', places)).toBe('A\n\nB\n');
    expect(fillLine('{clinicName}, {link}', places)).toBe('Cedar, ');
  });

  it('writes one short text: names give way, lines that do not fit are left out', () => {
    const long = { ...places, clinicName: 'Clínica Ñandú '.repeat(20), answerLink: `https://desk.example.org/p/${'k'.repeat(80)}` };
    const text = fillText('{clinicName}: see you {day}, {time}.\nAnswer: {answerLink}\nReply STOP to end.', long);
    expect(isGsm(text)).toBe(true);
    expect(septetsOf(text)).toBeLessThanOrEqual(ONE_TEXT);
    expect(text).toContain('see you Friday, 10:00 AM.');
    expect(fillText('{clinicName}: {day}.\nAnswer: {answerLink}\nReply STOP to end.', places)).toBe('Cedar: Friday. Reply STOP to end.');
  });
});

describe('a link in a short text', () => {
  const answerLink = `${URL}/p/${'k'.repeat(56)}`;
  const places = { givenName: 'Ana', clinicName: 'Cedar', shortDay: 'Fri, Nov 27', answerLink };

  it.each([
    ['in its first line', `${'Please tell us soon. '.repeat(8)}{answerLink}`],
    ['with words after it', `{clinicName}: answer us {answerLink} ${'as soon as you can, '.repeat(6)}`],
    ['between words', `${'Tell us. '.repeat(9)}{answerLink}${' Thank you.'.repeat(9)}`],
  ])('is whole or not there: %s', (_, text) => {
    const written = fillText(text, places);
    expect(septetsOf(written)).toBeLessThanOrEqual(ONE_TEXT);
    expect(written.split(' ')).toContain(answerLink);
  });

  it('is never there in part, however many words stand around it', () => {
    for (let words = 0; words <= 40; words++)
      for (const line of [
        `${'Word '.repeat(words)}{answerLink}`,
        `{clinicName} {answerLink} ${'word '.repeat(words)}`,
        `{shortDay}\n${'Word '.repeat(words)}{answerLink}`,
      ]) {
        const written = fillText(line, { ...places, clinicName: 'Name '.repeat(words) });
        expect(written.includes(answerLink) || !written.includes('/p/')).toBe(true);
      }
  });

  it('is not there when a whole text is too short for it', () => {
    const text = fillText('{clinicName}: answer us {answerLink}', { ...places, answerLink: `${URL}/${'k'.repeat(160)}` });
    expect(text).toBe('Cedar: answer us');
  });

  it.each([
    ['has none', {}],
    ['is too long for a text', { unsubscribeLink: `${URL}/${'k'.repeat(160)}` }],
  ])('is whole beside one that %s', (_, other) => {
    const line = 'Please say whether you come. No reminders any more: {unsubscribeLink} Come or change: {answerLink}';
    const written = fillText(line, { ...places, answerLink: `https://spotwork.cedar-spine-rehab.example/p/${'k'.repeat(56)}`, ...other });
    expect(written).toMatch(/ https:[^ ]*\/p\/k{56}$/);
    expect(septetsOf(written)).toBeLessThanOrEqual(ONE_TEXT);
  });

  it('is counted by the editor, as long as the links of this clinic are', () => {
    const wording = { subject: 'Hi', body: '{link}', text: `${'Word. '.repeat(12)}{link}` };
    const codes = (url: string) => problemsOf({ mustName: ['link'] }, wording, url).map(({ code }) => code);
    expect([codes(URL), codes(`${URL}/${'desk/'.repeat(8)}`)]).toEqual([[], ['too-long']]);
    const below = { ...wording, text: `${'Word. '.repeat(18)}\n{link}` };
    expect(problemsOf({ mustName: ['link'] }, below, URL).map(({ code }) => code)).toEqual(['no-room']);
    const lists = { ...wording, body: '{count}', text: '{clinicName} reminds you.\n{shortDay}, {time}, {address}.\n{list} {phone}' };
    expect(problemsOf({ mustName: ['count'] }, { ...lists, text: `${lists.text}\n${'Word. '.repeat(16)}{count}` }, URL)).toMatchObject([
      { code: 'no-room' },
    ]);
    expect(problemsOf({ mustName: ['count'] }, { ...lists, text: `${lists.text} {count}` }, URL)).toEqual([]);
  });
});

describe("a clinic's own wording", () => {
  it('takes the place of the released one, in its language', () => {
    const book = bookOf({ wordings: [OWN], advice: [{ code: 'loose-clothing', language: 'es', text: 'Ropa cómoda.' }] });
    expect(book.wording(reminder, 'usual', 'en').subject).toBe('See you soon');
    expect(book.wording(reminder, 'usual', 'es')).toBe(reminder.wording['usual']!.es);
    expect(book.wording(confirmation, 'usual', 'en')).toBe(confirmation.wording['usual']!.en);
    expect([book.advice('loose-clothing', 'es'), book.advice('loose-clothing', 'en')]).toEqual([
      'Ropa cómoda.',
      'Please wear loose, comfortable clothing or activewear.',
    ]);
  });

  it('takes the place of the short advice where it is short itself', () => {
    const long = 'Please come in loose trousers, and bring a second shirt to change into.';
    const own = { code: 'loose-clothing', language: 'en' as const };
    expect(bookOf({ advice: [{ ...own, text: 'Come in sportswear.' }] }).shortAdvice('loose-clothing', 'en')).toBe('Come in sportswear.');
    expect(bookOf({ advice: [{ ...own, text: long }] }).shortAdvice('loose-clothing', 'en')).toBe('Wear loose, comfortable clothing.');
    expect(bookOf({}).shortAdvice('come-early', 'en')).toBeUndefined();
  });

  it.each(['Reply CANCEL to cancel.', 'To cancel reply “cancel”.', 'Responda CANCELAR si no viene.', 'Text us END to stop.'])(
    'does not ask for a word that ends all texts: %s',
    (line) => {
      const text = `{clinicName}: {shortDay} {time}\n${line}`;
      expect(problemsOf(reminder, { ...OWN, text }, URL)).toMatchObject([{ pointer: '/text', code: 'opt-out-word' }]);
    },
  );

  it('may speak of cancelling, and of STOP', () => {
    const text = '{clinicName}: {shortDay} {time}\nTo cancel call {phone}.\nReply STOP for no more texts.';
    expect(problemsOf(reminder, { ...OWN, text }, URL)).toEqual([]);
  });

  it('must say what it has to, in places that there are', () => {
    expect(problemsOf(reminder, OWN, URL)).toEqual([]);
    const wrong = { subject: ' ', body: 'At {time}, {dya}', text: `${'long '.repeat(30)}{shortDay} {time}` };
    expect(problemsOf(reminder, wrong, URL).map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      '/subject empty',
      '/body unknown-place',
      '/body must-name',
      '/text too-long',
    ]);
  });

  it('is refused with a pointer for each mistake', () => {
    const own = {
      wordings: [OWN, { ...OWN, kind: 'patient/poem' }, { ...OWN, form: 'sung' }, OWN],
      advice: [{ code: 'no', language: 'en' as const, text: 'x' }],
    };
    const pointers = ((): string[] => {
      try {
        checkWording(own, URL);
        return [];
      } catch (error) {
        return (error as { details: { errors: { pointer: string; code: string }[] } }).details.errors.map(
          (one) => `${one.pointer} ${one.code}`,
        );
      }
    })();
    expect(pointers).toEqual([
      '/wordings/1/kind unknown-kind',
      '/wordings/2/form unknown-form',
      '/advice/0/code unknown-advice',
      '/wordings/3 twice',
    ]);
  });
});
