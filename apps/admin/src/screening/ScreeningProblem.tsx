import { problemOf } from '../api/client';
import { Notice } from '../shell/Notice';
import { ProblemNotice } from '../shell/ProblemNotice';
import { findStore } from '../find/find.store';
import type { Plan } from '../api/types';
import { ts } from '../texts.screening';
import { words } from '../words';
import { useNames, type Names } from './Findings';

interface Props {
  error: unknown;
  /** What was to be booked; what the finder has filled in by default. */
  plan?: Plan;
}

/** A refusal, with the area or the technique that it is about. */
export function ScreeningProblem({ error, plan }: Props) {
  const names = useNames();
  if (!error) return null;
  const { code, errors = [] } = problemOf(error).problem;
  // The server's sentence is for programs here: it names a field of the request.
  if (code === 'clearance-required') {
    return (
      <Notice tone="warn" alert>
        {words.codes[code]}
      </Notice>
    );
  }
  const planned = plan ?? findStore.get().form ?? {};
  const faults = errors.map(({ pointer }) => faultOf(pointer, planned, names)).filter((name) => name !== undefined);
  return <ProblemNotice error={error}>{faults.length > 0 && <span>{ts.book.fault(faults.join(', '))}</span>}</ProblemNotice>;
}

function faultOf(pointer: string, { areas = [], techniques = [] }: Plan, names: Names): string | undefined {
  const [, , part, at] = pointer.split('/');
  const area = part === 'areas' ? areas[Number(at)] : undefined;
  const technique = part === 'techniques' ? techniques[Number(at)] : undefined;
  if (area) return names.area(area);
  return technique && names.technique(technique);
}
