import type { Api } from './api.js';

type Caller = Pick<Api, 'call'>;

export interface ScreeningBody {
  version: number;
  verdict: string;
  findings: { key: string; verdict: string; because: string; areas?: { code: string }[]; clearedBy?: { id: string }[] }[];
  unanswered: string[];
  answers: Record<string, string>;
  details: Record<string, Record<string, unknown>>;
  validUntil?: string;
  affectedVisits: { id: string; status: string }[];
}

/** Answers every question, "no" but for those named, each with its details. */
export async function answerScreening(
  app: Caller,
  patientId: string,
  yes: Record<string, Record<string, unknown> | undefined> = {},
  headers?: Record<string, string>,
): Promise<{ status: number; body: ScreeningBody; etag: string }> {
  const questions = await app.call<{ data: { key: string }[] }>('GET', '/screening/questions');
  const answers = Object.fromEntries(questions.body.data.map(({ key }) => [key, key in yes ? 'yes' : 'no']));
  const details = Object.fromEntries(Object.entries(yes).filter(([, value]) => value !== undefined));
  const answer = await app.call<ScreeningBody>('PUT', `/patients/${patientId}/screening`, { answers, details }, headers);
  return { status: answer.status, body: answer.body, etag: answer.headers.get('etag') ?? '' };
}
