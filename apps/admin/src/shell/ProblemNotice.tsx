import type { ReactNode } from 'react';
import { problemOf } from '../api/client';
import { t } from '../texts';
import { words } from '../words';
import { Notice } from './Notice';

/** A refusal in plain words: ours if the code has some, else the server's sentence; with the id that finds it in the log. */
export function problemText(error: unknown): string {
  const { problem, requestId } = problemOf(error);
  // A rule's refusal is best told by the rule itself: it knows the date, the number, the area.
  const own = words.codes[problem.code];
  const text = (problem.status === 422 ? (problem.detail ?? own) : (own ?? problem.detail)) ?? problem.title;
  const fields = (problem.errors ?? []).map((field) => field.detail).filter((detail) => detail !== text && detail !== problem.detail);
  const id = problem.status >= 500 && requestId ? t.fallback.requestId(requestId) : '';
  return [text, ...fields, id].filter(Boolean).join(' ');
}

export function ProblemNotice({ error, title, children }: { error: unknown; title?: string; children?: ReactNode }) {
  if (!error) return null;
  return (
    <Notice tone="bad" title={title} alert>
      <span>{problemText(error)}</span>
      {children}
    </Notice>
  );
}
