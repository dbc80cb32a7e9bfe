/** What a patient may ask for. Choices and no words of their own: those would say why. */
export const REQUEST_KINDS = ['call-me', 'another-day', 'cannot-come'] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

/** `desk`: somebody has seen to it. The others came by themselves: `comes`: the patient comes after all. */
export const RESOLUTIONS = ['desk', 'moved', 'cancelled', 'comes', 'over'] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** A patient asks for another time. The visit stays as it is until the desk has seen to it. */
export interface VisitRequest {
  id: string;
  version: number;
  visitId: string;
  kind: RequestKind;
  status: 'open' | 'resolved';
  /** When it was asked for last. */
  at: number;
  resolvedAt?: number;
  resolvedBy?: string;
  resolution?: Resolution;
}
