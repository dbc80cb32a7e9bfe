import type { ClearanceRequest } from '../api/screening';
import { ts } from '../texts.screening';
import { scopeText, useNames } from './Findings';
import { partlyOf } from './partly';

/** After a yes for less than is planned: what it allows, and what it does not. */
export function PartlyLine({ request }: { request: ClearanceRequest }) {
  const names = useNames();
  const { allowed, notYet } = partlyOf(request);
  const [yes, no] = [scopeText(names, allowed), scopeText(names, notYet)];
  return (
    <>
      {(yes || no) && <strong>{ts.visit.allowed(yes, no)}</strong>}
      <span>{ts.visit.partly}</span>
    </>
  );
}
