import { Button, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useCatalog } from '../api/catalog';
import { queries, type Catalog } from '../api/queries';
import type { Referral } from '../api/types';
import { isBookable } from '../referrals/moves';
import { BusyButton } from '../shell/BusyButton';
import { Notice } from '../shell/Notice';
import { problemText } from '../shell/ProblemNotice';
import { t } from '../texts';
import { findStore, patchForm } from './find.store';
import type { FindForm } from './find-form';

const NONE = 'none';

export interface UsableReferrals {
  usable: Referral[];
  /** Answered, and no newer answer on its way: only then may it decide. */
  ready: boolean;
  /** Stays while it is asked again: the button that asks keeps its place and the focus. */
  failed: boolean;
  asking: boolean;
  error: Error | null;
  askAgain: () => void;
}

/** The patient's referrals that a booking may use. */
export function useUsableReferrals(patientId: string | undefined): UsableReferrals {
  const list = useQuery({ ...queries.referrals(patientId ?? ''), enabled: patientId !== undefined });
  return {
    usable: (list.data?.data ?? []).filter((referral) => isBookable(referral.status)),
    ready: list.isSuccess && !list.isFetching,
    failed: list.isFetchedAfterMount && !list.isSuccess,
    asking: list.isFetching,
    error: list.error,
    askAgain: () => void list.refetch(),
  };
}

export function referrerName(referral: Pick<Referral, 'referrer'>, catalog: Catalog): string {
  const { practitionerId, displayName, name, organization } = referral.referrer;
  const own = practitionerId ? catalog.practitionerById.get(practitionerId)?.displayName : undefined;
  return own ?? displayName ?? name ?? organization ?? '';
}

/** A referral without a number of visits never runs out. */
const hasLeft = ({ ledger }: Referral): boolean => typeof ledger?.left !== 'number' || ledger.left > 0;

/** Takes the same referral as before, else the first one with visits left, by itself, and its areas and techniques as the plan. */
export function useReferralDefault(form: FindForm, { ready, usable }: UsableReferrals, patientId: string | undefined): void {
  const undecided = form.referralId === undefined && patientId !== undefined;
  useEffect(() => {
    // The patient may have changed since this was drawn.
    if (!undecided || !ready || findStore.get().patient?.id !== patientId) return;
    const left = usable.filter(hasLeft);
    const best = left.find(({ id }) => id === form.sameReferralId) ?? left[0];
    patchForm({
      referralId: best?.id ?? null,
      areas: form.areas.length > 0 ? form.areas : (best?.areas ?? []),
      techniques: form.techniques.length > 0 ? form.techniques : (best?.techniques ?? []),
    });
  });
}

interface Props {
  value: string | null | undefined;
  usable: Referral[];
  onChange: (id: string | null) => void;
}

export function ReferralField({ value, usable, onChange }: Props) {
  const catalog = useCatalog();
  // Not decided yet is not "none".
  if (usable.length === 0 || value === undefined) return null;
  const labelOf = (referral: Referral) =>
    [t.find.from_(referrerName(referral, catalog)), referral.ledger ? t.find.left(referral.ledger) : ''].filter(Boolean).join(' · ');
  return (
    <Select
      label={t.find.referral}
      data={[...usable.map((one) => ({ value: one.id, label: labelOf(one) })), { value: NONE, label: t.find.noReferral }]}
      value={value ?? NONE}
      onChange={(id) => onChange(id === NONE ? null : id)}
      withScrollArea={false}
    />
  );
}

interface ProblemProps {
  referrals: UsableReferrals;
  /** Before either button does its work. */
  onPress: () => void;
}

/** Nobody knows whether there is a referral: a visit without it must be meant so. */
export function ReferralProblem({ referrals: { failed, asking, error, askAgain }, onPress }: ProblemProps) {
  if (!failed) return null;
  const after = (work: () => void) => () => {
    onPress();
    work();
  };
  return (
    <Notice tone="bad" title={t.find.referralsFailed} alert>
      <span>{error && problemText(error)}</span>
      <BusyButton variant="default" busy={asking} onClick={after(askAgain)}>
        {t.retry}
      </BusyButton>
      <Button variant="subtle" onClick={after(() => patchForm({ referralId: null }))}>
        {t.find.withoutReferral}
      </Button>
    </Notice>
  );
}
