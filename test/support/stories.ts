import type { Api } from './api.js';
import { answerScreening } from './screening.js';

/** Whatever can call the API. */
type Caller = Pick<Api, 'call'>;

export interface OptionLeg {
  serviceId: string;
  practitionerId: string;
  roomId: string;
  start: string;
  end: string;
}

export interface Option {
  start: string;
  end: string;
  waitMinutes: number;
  legs: OptionLeg[];
}

export interface VisitBody {
  id: string;
  version: number;
  status: string;
  start: string;
  legs: (OptionLeg & { id: string; status: string })[];
}

export interface Found {
  options: Option[];
  explanation: {
    considered: number;
    rejected: { reason: string; count: number }[];
    relaxations: { change: Record<string, unknown>; options: number }[];
  };
}

export const LOCATION = 'loc_cedar';
export const service = (code: string): string => `svc_${code}`;
export const PAIR = [
  { serviceId: service('adjustment') },
  { serviceId: service('spot-work'), techniques: ['passive-resistive-stretching'], areas: ['low-back'] },
];

let made = 0;

/** Somebody who may be given a massage: asked, and nothing stands against it. */
export async function newPatient(app: Caller, extra: Record<string, unknown> = {}): Promise<string> {
  const id = await unaskedPatient(app, extra);
  const answered = await answerScreening(app, id);
  if (answered.status !== 200) throw new Error(`screening: ${JSON.stringify(answered.body)}`);
  return id;
}

/** Somebody whom nobody has asked the health questions. */
export async function unaskedPatient(app: Caller, extra: Record<string, unknown> = {}): Promise<string> {
  made++;
  const answer = await app.call<{ id: string }>('POST', '/patients', {
    givenName: 'Pat',
    familyName: `Number ${made}`,
    email: `pat${made}@example.org`,
    ...extra,
  });
  if (answer.status !== 201) throw new Error(`new patient: ${JSON.stringify(answer.body)}`);
  return answer.body.id;
}

export async function findPairs(app: Caller, search: Record<string, unknown>): Promise<Found> {
  const answer = await app.call<Found>('POST', '/availability/search', { locationId: LOCATION, legs: PAIR, ...search });
  if (answer.status !== 200) throw new Error(`search: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

export async function bookPair(app: Caller, patientId: string, option: Option, extra: Record<string, unknown> = {}): Promise<VisitBody> {
  const plan = { areas: ['low-back'], techniques: ['passive-resistive-stretching'] };
  const answer = await app.call<VisitBody>('POST', '/visits', { patientId, legs: option.legs, plan, ...extra });
  if (answer.status !== 201) throw new Error(`booking: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** The option's places for the legs of a visit. */
export function movesTo(visit: VisitBody, option: Option): Record<string, unknown>[] {
  return option.legs.map((leg) => ({
    id: visit.legs.find((own) => own.serviceId === leg.serviceId)!.id,
    start: leg.start,
    practitionerId: leg.practitionerId,
    roomId: leg.roomId,
  }));
}

export interface MessageBody {
  id: string;
  kind: string;
  step?: string;
  status: string;
  reason?: string;
  dueAt: string;
  subject: string;
  body: string;
  advice: string[];
  recipient: { type: string; displayName: string };
}

export async function messagesOf(app: Caller, visitId: string): Promise<MessageBody[]> {
  return (await app.call<{ data: MessageBody[] }>('GET', `/messages?visitId=${visitId}&limit=200`)).body.data;
}
