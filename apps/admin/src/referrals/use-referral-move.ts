import { useMutation, useQueryClient } from '@tanstack/react-query';
import { get, post, ProblemError } from '../api/client';
import { keys, queries } from '../api/queries';
import { readAnew } from '../api/read-anew';
import type { ReferralDetail, ReferralStanding } from '../api/types';
import { announce } from '../shell/actions';
import { t } from '../texts';
import { word } from '../words';

export interface MoveWish {
  to: string;
  reason?: string;
}

const changed = new ProblemError({ title: t.visit.changedTitle, status: 412, code: 'version-mismatch' });

type Moved = Pick<ReferralStanding, 'id' | 'version' | 'patient'>;

/**
 * Moves a referral, decided on the version that was on screen: of two who decide, the second is told. `onRefused` is called at
 * once, whatever becomes of the card meanwhile.
 */
export function useReferralMove({ id, version, patient }: Moved, onRefused?: (error: Error) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (wish: MoveWish) => {
      const current = await get<ReferralDetail>(`/referrals/${id}`);
      if (current.version !== version) throw changed;
      return post<ReferralDetail>(`/referrals/${id}/transitions`, wish, { etag: current.etag });
    },
    onSuccess: (after) => {
      client.setQueryData(queries.referral(id).queryKey, after);
      announce({ text: t.referral.moved(patient.displayName, word(t.referral.statuses, after.status)) });
    },
    onError: onRefused,
    onSettled: (_after, refused) => readAnew(client, refused, [keys.referrals, keys.search]),
  });
}

export type ReferralMoving = ReturnType<typeof useReferralMove>;
