import { problemOf } from '../api/client';
import type { AnswerCode, AnswersInput, Details, DetailValue, Question, ScreeningVerdict } from '../api/screening';

/** Answers while they are given: what is missing is unanswered. */
export interface Draft {
  answers: Record<string, AnswerCode | undefined>;
  details: Record<string, Details>;
}

export const emptyDraft: Draft = { answers: {}, details: {} };

export const draftOf = ({ answers, details }: AnswersInput): Draft => ({ answers: { ...answers }, details: { ...details } });

export function withAnswer(draft: Draft, key: string, answer: AnswerCode): Draft {
  return { ...draft, answers: { ...draft.answers, [key]: answer } };
}

export function withDetail(draft: Draft, key: string, name: string, value: DetailValue): Draft {
  return { ...draft, details: { ...draft.details, [key]: { ...draft.details[key], [name]: value } } };
}

export function noToTheRest(draft: Draft, questions: readonly Pick<Question, 'key'>[]): Draft {
  const rest = openOf(draft, questions).map((key) => [key, 'no' as const]);
  return { ...draft, answers: { ...draft.answers, ...Object.fromEntries(rest) } };
}

export const openOf = (draft: Draft, questions: readonly Pick<Question, 'key'>[]): string[] =>
  questions.map(({ key }) => key).filter((key) => draft.answers[key] === undefined);

/** What is sent: answers to questions that are asked, and what was filled in for a "yes". */
export function inputOf(draft: Draft, questions: readonly Question[]): AnswersInput {
  const input: AnswersInput = { answers: {}, details: {} };
  for (const { key, details = [] } of questions) {
    const answer = draft.answers[key];
    if (answer === undefined) continue;
    input.answers[key] = answer;
    if (answer !== 'yes') continue;
    const given = details.flatMap(({ name }) => {
      const value = draft.details[key]?.[name];
      return value === undefined || value.length === 0 ? [] : [[name, value] as const];
    });
    if (given.length > 0) input.details[key] = Object.fromEntries(given);
  }
  return input;
}

/** The server's field errors: by the key of a question, or `key/field` for a detail. */
export function errorsOf(error: unknown): Record<string, string> {
  const errors = error ? (problemOf(error).problem.errors ?? []) : [];
  return Object.fromEntries(
    errors.flatMap(({ pointer, detail }) => {
      const [, part, key, field] = pointer.split('/');
      if (key === undefined || (part !== 'answers' && part !== 'details')) return [];
      return [[field === undefined ? key : `${key}/${field}`, detail]];
    }),
  );
}

export type Glyph = 'full' | 'half' | 'triangle' | 'square' | 'empty';

/** A shape of its own for each verdict, readable without colour. */
export const GLYPHS: Record<ScreeningVerdict, Glyph> = {
  clear: 'full',
  limited: 'half',
  'needs-clearance': 'triangle',
  'do-not-treat': 'square',
  unanswered: 'empty',
};
