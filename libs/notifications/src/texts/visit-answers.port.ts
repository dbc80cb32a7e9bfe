import { Injectable } from '@nestjs/common';
import type { RequestContext, Tx } from '#platform';

/** Answers of patients about a visit, whichever way they come. Each resolves to what became of it. */
export interface AnswersOfPatients {
  confirmByPatient(tx: Tx, ctx: RequestContext, visitId: string): Promise<string>;
  askToChange(tx: Tx, ctx: RequestContext, visitId: string, kind: 'call-me'): Promise<string>;
}

/** Where answers go. Empty: the desk reads them itself. */
@Injectable()
export class VisitAnswersPort {
  answers?: AnswersOfPatients;
}
