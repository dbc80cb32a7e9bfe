/**
 * What somebody means who answers a text. `thanks` needs nobody's attention; `other` is for the desk to read.
 */
export const ANSWERS = ['stop', 'start', 'help', 'confirm', 'change', 'thanks', 'other'] as const;
export type Answer = (typeof ANSWERS)[number];

/** Words that change nothing about a wish. */
const POLITE = new Set(
  (
    'please pls plz thanks thank you thx now hi hello hey the all any these this those my me us your yours from to a an with it ' +
    'gracias por favor porfa ya hola los las el la les de mi mis me su sus'
  ).split(' '),
);

/** What is sent, in any of its names. */
const TEXT_WORDS =
  'texts?|texting|txt|txts|sms|messages?|messaging|msgs?|msg|mensajes?|mensajito|textos?|notifications?|notificaciones|reminders?|recordatorios?|alerts?|alertas|subscription|suscripcion';
const TEXTS = new RegExp(`\\b(${TEXT_WORDS})\\b`);
/** Somebody who wants a visit stopped does not want the texts stopped. */
const VISIT_WORDS = 'appointments?|appt|apt|visits?|booking|citas?|visitas?|consulta';
const VISIT = new RegExp(`\\b(${VISIT_WORDS})\\b`);

/** On its own, each says no to texts: first those that the law names. */
const STOP_ALONE = alone(
  'stop|stopall|stop all|quit|end|revoke|opt out|optout|cancel|unsubscribe|unsub|opt me out|remove|take off|no more|enough|leave alone|' +
    'alto|parar|pare|paren|basta|baja|dar baja|darme baja|deme baja|no mas|detener|detenga|deten|cancelar|cancele|desuscribir|desuscribirme|' +
    'anular|salir|fin|terminar|no molestar|no molesten|dejar|dejen',
);
/** Wherever they stand. That the clinic never writes, or sends them somewhere, is no wish. */
const STOP_ANYWHERE =
  /\b(stopall|unsubscribe|optout|opt(ed)? (me )?out|opting out|desuscrib\w+|darme de baja|deme de baja|dar de baja|(?<!\b(you|they) )(do not|dont|never) (text|message|contact)|leave me alone|remove (me|my number)|take (me|my number) off|no me (escriban?|contacten?|molesten?)|no me (manden?|envien?)(?! (a|al|con)\b))\b/;
/** With a word for texts beside them. */
const STOP_OF_TEXTS =
  /\b(stop|quit|revoke|no more|no mas|parar|paren?|detener|dejen?|alto|basta|no (send|enviar|envien?|mandar|manden?))\b/;
/** What is not wanted comes after it: "thanks for the text, I do not want to come" is about the visit. */
const WANTS_NO_TEXTS = new RegExp(`\\b(dont want|do not want|no quiero|no deseo)( \\w+){0,4} (${TEXT_WORDS})\\b`);
/** Somebody comes, or a visit is what is to stop. */
const STOP_OF_ELSE = new RegExp(
  `\\bstop (by|in|over|at(?! once))\\b|\\b(stop|no more|no mas|quit)( (?!(?:${TEXT_WORDS})\\b)\\w+){0,2} (${VISIT_WORDS})\\b(?! (${TEXT_WORDS})\\b)`,
  'g',
);

/** The same, unless it is the visit that is cancelled. */
const CANCEL_TEXTS = /\b(end|cancel|cancelar|cancele|anular)\b/;
/** Patients say it of a visit as well. */
const CANCEL = /\b(cancel|cancelar|cancele|anular)\b/;

const START = alone('start|unstop|subscribe|opt in|optin|resume|inicio|iniciar|comenzar|empezar|reanudar|suscribir|suscribirme|alta');
const HELP = alone('help|info|information|ayuda|ayudame|ayudeme|informacion');
const CONFIRM = alone(
  'c|y|yes|yep|yeah|confirm|confirmed|i confirm|si|confirmo|confirmar|confirmado|confirmada|yes confirm|yes confirmed|si confirmo|' +
    'i will be there|ill be there|be there|see then|yes i will be there|yes ill be there|ahi estare|alli estare|si ahi estare|ok confirmed|c confirm',
);
/** At a provider the word also lifts a STOP, so that of somebody who has said STOP nobody knows which is meant. */
const YES = alone('y|yes|yep|yeah|si');
const CHANGE = alone(
  'r|change|reschedule|i need reschedule|need reschedule|another time|another day|call|call back|r change|r reschedule|' +
    'cambiar|cambio|reprogramar|otra hora|otro dia|otra fecha|llameme|llamame|r cambiar|' +
    'cant come|cannot come|cant make|i cant come|i cant make|i cannot come|i cannot make|no puedo|no puedo ir|no podre ir',
);
const CHANGE_OF_VISIT = /\b(cancel|cancelar|cancele|cancelen|change|move|reschedule|stop|cambiar|mover|reprogramar|anular)\b/;
const THANKS = alone('ok|okay|k|great|perfect|good|got|cool|vale|bueno|bien|perfecto|de acuerdo|ok great|ok perfect');

const THUMBS = /^\s*(?:(?:👍|👌|🙏|❤)(?:\p{Emoji_Modifier}|\ufe0f)*\s*)+$/u;

/** More is a letter, not an answer. */
const WORDS_OF_AN_ANSWER = 12;
const WORDS_OF_A_STOP = 8;

/** Words without accents, marks, capital letters and signs. */
export function wordsOf(text: string): string[] {
  const plain = text
    .slice(0, 2000)
    .normalize('NFD')
    .replace(/['’`´\p{M}]/gu, '')
    .toLowerCase();
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

/** In doubt about a no to texts it is a no: the law counts any reasonable way of saying so. */
export function answerOf(text: string): Answer {
  const words = wordsOf(text);
  const said = words.join(' ');
  if (said === '') return THUMBS.test(text) ? 'thanks' : 'other';
  const core = coreOf(words);
  if (isStop(said, core)) return 'stop';
  if (START.has(core)) return 'start';
  if (HELP.has(core)) return 'help';
  if (words.length > WORDS_OF_AN_ANSWER) return 'other';
  if (CONFIRM.has(core)) return 'confirm';
  if (CHANGE.has(core) || (VISIT.test(said) && CHANGE_OF_VISIT.test(said))) return 'change';
  return THANKS.has(core) || (core === '' && /\b(thank|thanks|thx|gracias)\b/.test(said)) ? 'thanks' : 'other';
}

/** What is known where a text comes from. */
export interface Heard {
  /** What the provider took the text for, and has answered. */
  optOutType?: string;
  /** The number has said no to texts. */
  refused: boolean;
  /** The last text to that number asked whether they come. */
  asked: boolean;
}

const BY_PROVIDER = new Map<string, Answer>(Object.entries({ STOP: 'stop', START: 'start', HELP: 'help' } as const));

/**
 * What a text means where it comes from. A yes answers what was asked last, and is no wish for texts: providers take it for
 * START, too. Their START counts for words that mean nothing here, as those that a clinic has chosen at its provider.
 */
export function meaningOf(text: string, { optOutType, refused, asked }: Heard): Answer {
  const said = answerOf(text);
  const taken = BY_PROVIDER.get(optOutType?.toUpperCase() ?? '');
  if (said === 'stop') return said;
  if (taken === 'stop' || taken === 'help') return taken;
  const isUnclear = said === 'confirm' && (refused || !asked) && YES.has(coreOf(wordsOf(text)));
  if (isUnclear) return 'other';
  return taken !== undefined && said === 'other' ? taken : said;
}

/**
 * Of a no to texts: whether the desk should read it, too. "Cancel" is a no by law, and often a visit was meant; of a whole
 * sentence, or one that speaks of a visit, nobody knows what else it says.
 */
export function mayMeanMore(text: string): boolean {
  const words = wordsOf(text);
  const said = words.join(' ');
  if (CANCEL.test(said) && !TEXTS.test(said)) return true;
  return VISIT.test(said) || words.length > WORDS_OF_A_STOP;
}

function isStop(said: string, core: string): boolean {
  if (STOP_ALONE.has(core) || STOP_ANYWHERE.test(said) || WANTS_NO_TEXTS.test(said)) return true;
  const rest = said.replace(STOP_OF_ELSE, '');
  const isOfVisit = VISIT.test(said);
  if (TEXTS.test(rest) && (STOP_OF_TEXTS.test(rest) || (!isOfVisit && CANCEL_TEXTS.test(rest)))) return true;
  if (isOfVisit) return false;
  // "stop bothering me", "just stop".
  const words = said.split(' ').length;
  return (/^(please )?stop\b/.test(rest) && words <= 5) || (/\bstop\b/.test(rest) && words <= 3);
}

/** What is left without politeness, each word once. */
function coreOf(words: readonly string[]): string {
  const core = words.filter((word) => !POLITE.has(word) && !TEXTS.test(word));
  return core.filter((word, i) => word !== core[i - 1]).join(' ');
}

/** As `coreOf` leaves them. */
function alone(phrases: string): ReadonlySet<string> {
  return new Set(phrases.split('|').map((phrase) => coreOf(phrase.split(' '))));
}
