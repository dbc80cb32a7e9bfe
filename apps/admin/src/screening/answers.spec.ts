import { describe, expect, it } from '@jest/globals';
import { ProblemError } from '../api/client';
import { draftOf, emptyDraft, errorsOf, inputOf, noToTheRest, openOf, withAnswer, withDetail } from './answers';

const QUESTIONS = [
  { key: 'surgery', text: '?', details: [{ name: 'date', text: 'When', kind: 'date' as const }] },
  { key: 'tumour', text: '?' },
];

describe('answers to the health questions', () => {
  it('begin unanswered and stay so until somebody says yes or no', () => {
    expect(openOf(emptyDraft, QUESTIONS)).toEqual(['surgery', 'tumour']);
    expect(inputOf(emptyDraft, QUESTIONS)).toEqual({ answers: {}, details: {} });
  });

  it('say no to the rest and leave a yes alone', () => {
    const draft = noToTheRest(withAnswer(emptyDraft, 'surgery', 'yes'), QUESTIONS);
    expect(inputOf(draft, QUESTIONS).answers).toEqual({ surgery: 'yes', tumour: 'no' });
    expect(openOf(draft, QUESTIONS)).toEqual([]);
  });

  it('send details of a yes only, and none that are empty', () => {
    const yes = withDetail(withAnswer(emptyDraft, 'surgery', 'yes'), 'surgery', 'date', '2026-11-01');
    expect(inputOf(yes, QUESTIONS).details).toEqual({ surgery: { date: '2026-11-01' } });
    expect(inputOf(withDetail(yes, 'surgery', 'date', ''), QUESTIONS).details).toEqual({});
    expect(inputOf(withAnswer(yes, 'surgery', 'no'), QUESTIONS).details).toEqual({});
  });

  it('leave out what is no longer asked', () => {
    const draft = draftOf({ answers: { retired: 'yes', tumour: 'no' }, details: {} });
    expect(inputOf(draft, QUESTIONS).answers).toEqual({ tumour: 'no' });
  });

  it('find the field that the server refuses', () => {
    const field = (pointer: string) => ({ pointer, code: 'x', detail: pointer });
    const errors = [field('/answers/tumour'), field('/details/surgery/date'), field('/details/surgery/areas/0'), field('/answers')];
    expect(errorsOf(new ProblemError({ title: '', status: 400, code: 'invalid', errors }))).toEqual({
      tumour: '/answers/tumour',
      'surgery/date': '/details/surgery/date',
      'surgery/areas': '/details/surgery/areas/0',
    });
  });
});
