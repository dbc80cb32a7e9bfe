import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { keys, queries } from '../api/queries';
import type { Visit } from '../api/types';
import { announce } from '../shell/actions';
import { problemText } from '../shell/ProblemNotice';
import { asksFirst, legActions, legsFor } from '../visit/moves';
import { stepAll, stepLeg, type VisitChange } from '../visit/use-visit';
import { wish } from '../visit/wished.store';
import type { VisitKeys } from './Board';
import { requestFocus } from './board.store';
import type { BoardModel } from './model';

interface Doors {
  open: (visitId: string, panel?: 'move') => void;
  findAfter: (legId: string) => void;
}

/** Single keys on the visit under focus. */
export function useVisitKeys(model: BoardModel | undefined, { open, findAfter }: Doors): VisitKeys {
  const client = useQueryClient();
  return useMemo(
    () => ({
      s: (legId, visitId) =>
        void nextStatus(client, visitId, legId).then((asks) => {
          if (!asks) return;
          open(visitId);
          wish({ visitId, startLeg: legId });
        }),
      m: (_, visitId) => open(visitId, 'move'),
      x: (_, visitId) => {
        open(visitId);
        wish({ visitId });
      },
      p: (legId, visitId) => {
        const mates =
          model?.columns
            .filter((column) => column.kind === 'practitioner')
            .flatMap((column) => column.blocks.filter((block) => block.visitId === visitId)) ?? [];
        const here = mates.findIndex((block) => block.legId === legId);
        const mate = mates[(here + 1) % mates.length];
        if (mate) requestFocus({ focusLeg: mate.legId });
      },
      n: (legId) => findAfter(legId),
    }),
    [client, model, open, findAfter],
  );
}

/** Visits with a step under way. What is done cannot be taken back, so a press before the answer counts for nothing. */
const atWork = new Set<string>();

/**
 * Arrived for the whole visit first, then the next step of this leg. Reads the newest version before it decides. True when
 * the step is not taken because somebody has to look first.
 */
async function nextStatus(client: QueryClient, visitId: string, legId: string): Promise<boolean> {
  if (atWork.has(visitId)) return false;
  atWork.add(visitId);
  try {
    const visit = await client.fetchQuery({ ...queries.visit(visitId), staleTime: 0 });
    const { services } = await client.ensureQueryData(queries.catalog);
    const leg = visit.legs.find((one) => one.id === legId);
    const isMassage = services.find(({ id }) => id === leg?.serviceId)?.discipline === 'massage';
    const next = leg && legActions(visit, leg)[0];
    if (leg && next && asksFirst(visit, leg, next, isMassage)) return true;
    const change = nextChange(visit, legId);
    if (!change) return false;
    const after = await change.run(visit);
    client.setQueryData(queries.visit(visitId).queryKey, after);
    announce({ text: change.say(after) });
  } catch (error) {
    announce({ text: problemText(error), failed: true });
  } finally {
    atWork.delete(visitId);
  }
  for (const queryKey of [keys.board, keys.messages, keys.referrals]) void client.invalidateQueries({ queryKey });
  return false;
}

function nextChange(visit: Visit, legId: string): VisitChange | undefined {
  if (legsFor(visit, 'arrive').length > 0) return stepAll(visit, 'arrive');
  const leg = visit.legs.find((one) => one.id === legId);
  const action = leg && legActions(visit, leg)[0];
  return action && stepLeg(visit, legId, action);
}
