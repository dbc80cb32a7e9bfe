import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { answerOf, ANSWERS, type Answer, type Heard, mayMeanMore, meaningOf } from './inbound.rules.js';

const SAID: Record<Answer, string[]> = {
  stop: [
    // The words of 47 CFR 64.1200(a)(10), in any dress.
    ...['stop', 'quit', 'end', 'revoke', 'opt out', 'cancel', 'unsubscribe'].flatMap((word) => [
      word,
      word.toUpperCase(),
      ` ${word}. `,
      `${word} please`,
      `Please ${word}!`,
      `${word} ${word}`,
      `${word} texts`,
      `${word} all messages`,
      `${word} 🛑`,
    ]),
    ...['STOPALL', 'stop all', 'opt-out', 'OptOut', 'Stop!!!', '"STOP"', 's\u0301top', 'stop it', 'stop texting me', 'STOP TEXTING ME NOW'],
    ...['please stop sending me these messages', 'Can you stop the texts?', 'I want you to stop texting', 'no more texts', 'No more!'],
    ...[
      "don't text me again",
      'do not contact me',
      'remove me',
      'take me off your list',
      'leave me alone',
      'unsubscribe me from this list',
    ],
    ...[
      'I would like to opt out of these',
      'I dont want these messages any more',
      'stop bothering me',
      'cancel my subscription',
      'ok stop',
      'just stop',
      'stop texting me about my visit',
    ],
    ...[
      'no más',
      'No mas',
      'NO MÁS MENSAJES',
      'alto',
      '¡Alto!',
      'parar',
      'pare por favor',
      'basta',
      'baja',
      'dar de baja',
      'quiero darme de baja',
    ],
    ...[
      'cancelar suscripción',
      'cancelar',
      'cancelar mensajes',
      'detener',
      'no quiero mensajes',
      'no me manden mensajes',
      'No me escriban más',
    ],
    ...['ya no quiero recibir recordatorios', 'dejen de mandar mensajes'],
    ...[
      'I get too many texts, please stop',
      'remove my number',
      'stop at once',
      'stop appointment reminders',
      'stop the texts about my visits',
    ],
    ...[
      'no quiero que me manden más mensajes',
      'never contact me again',
      "I don't want to get texts about my appointment",
      'no me manden nada',
    ],
  ],
  start: ['START', 'start please', 'Unstop', 'opt in', 'resume', 'subscribe', 'inicio', 'Comenzar', 'reanudar', 'start texts'],
  help: ['HELP', 'help?', 'info', 'help me', 'Ayuda', '¿ayuda?', 'ayuda por favor', 'Información'],
  confirm: [
    'C',
    'c.',
    'Confirm',
    'CONFIRMED',
    'yes',
    'Yes!',
    'Y',
    'SI',
    'Sí',
    'sí, gracias',
    'confirmo',
    "Yes, I'll be there",
    'I will be there',
    'See you then',
    'Ahí estaré',
    'c confirm',
  ],
  change: [
    ...['R', 'r', 'Change', 'reschedule please', 'call me', 'Call me back', "I can't make it", 'cannot come', 'another time please'],
    ...[
      'please cancel my appointment',
      'cancel my appt',
      'I have to cancel the visit on friday',
      'stop my appointment',
      'can I move my appointment?',
      'I got your text, please cancel my visit',
      'Thanks for the text, please stop my appointment',
    ],
    ...['cambiar', 'cancelar mi cita', 'quiero cambiar la cita', 'no puedo ir', 'No podré ir', 'otra hora por favor', 'llámeme'],
  ],
  thanks: ['Thanks', 'Thank you!', 'ok', 'OK thanks', 'Gracias', 'muchas gracias'.slice(7), '👍', '👍🏽', '🙏 ', 'Great, thank you', 'vale'],
  other: [
    ...[
      '',
      '...',
      '?',
      '👎',
      'What should I wear?',
      'My neck hurts, can I still come?',
      'I need help with the parking',
      'who is this',
      'Hello?',
      'please',
    ],
    ...[
      'at the end of the week I am away',
      'The pain does not stop at night',
      'Can I stop by at noon?',
      'stop by tomorrow?',
      'yes but later',
      'Is it cancelled?',
    ],
    ...['¿Puedo llegar más tarde?', 'mi hija viene para la terapia', '1', 'no', 'yes '.repeat(40)],
    'I will start my vacation then',
    'Thanks for the reminder, no more visits please',
    ...['Could you take me at 4 instead?', 'My daughter will take me, see you then', 'You never contact me back'],
    ...["Thanks for the reminder, I'll stop by at 2", 'thanks for the reminder ill stop in at 2', 'Can you remove the tape at my visit?'],
    ...["Got your message. I don't want to come any more, please cancel my appointment today if you can"],
    ...['Gracias por el recordatorio, no quiero ir', 'no me manden con otro terapeuta por favor'],
  ],
};

describe.each(ANSWERS)('%s', (answer) => {
  it.each(SAID[answer].map((text) => [text]))('%j', (text) => expect(answerOf(text)).toBe(answer));
});

it('whatever somebody writes means something, and stop means stop in any company of signs', () => {
  const signs = fc.stringMatching(/^[ .,!?¡¿"()*\n-]{0,6}$/);
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => expect(ANSWERS).toContain(answerOf(text))));
  fc.assert(
    fc.property(signs, signs, fc.constantFrom('stop', 'Stop', 'STOP', 'ALTO', 'unsubscribe'), (before, after, word) =>
      expect(answerOf(before + word + after)).toBe('stop'),
    ),
  );
});

it.each<[string, boolean]>([
  ['STOP', false],
  ['stop texting me please', false],
  ['cancelar mensajes', false],
  ['no quiero mensajes', false],
  ['Cancel', true],
  ['please cancel it', true],
  ['Cancelar', true],
  ['stop texting me about my visit', true],
  ['I am in hospital until June, so please stop texting me', true],
])('the desk reads %j beside the no to texts: %s', (text, expected) => {
  expect(answerOf(text)).toBe('stop');
  expect(mayMeanMore(text)).toBe(expected);
});

describe('where it comes from', () => {
  const asked: Heard = { refused: false, asked: true };

  it.each<[string, Partial<Heard>, Answer]>([
    ['YES', {}, 'confirm'],
    // Providers take it for START, also of somebody who never said STOP.
    ['Yes', { optOutType: 'START' }, 'confirm'],
    ['YES', { asked: false }, 'other'],
    ['YES', { asked: false, optOutType: 'START' }, 'other'],
    ['YES', { refused: true }, 'other'],
    // Whether they want texts again or come is for the desk to ask.
    ['YES', { refused: true, optOutType: 'START' }, 'other'],
    ["Yes, I'll be there", { refused: true, asked: false }, 'confirm'],
    ['C', { asked: false }, 'confirm'],
    ['START', { refused: true, optOutType: 'START' }, 'start'],
    ['start', { refused: true }, 'start'],
    ['CEDAR', { optOutType: 'START' }, 'start'],
    ['CEDAR', {}, 'other'],
    ['stop', { optOutType: 'START' }, 'stop'],
    ['CEDAR', { optOutType: 'STOP' }, 'stop'],
    ['YES', { optOutType: 'stop' }, 'stop'],
    ['YES', { refused: true, optOutType: 'STOP' }, 'stop'],
    ['info', { optOutType: 'HELP' }, 'help'],
    ['YES', { optOutType: 'constructor' }, 'confirm'],
  ])('%s %j means %s', (text, heard, expected) => expect(meaningOf(text, { ...asked, ...heard })).toBe(expected));
});
