import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useCatalog } from '../api/catalog';
import { queries } from '../api/queries';
import type { Option, Visit } from '../api/types';
import { OptionLines } from '../find/OptionList';
import { referrerName } from '../find/ReferralField';
import { AskedSelect, askedName } from '../screening/AskedSelect';
import { OverrideForm } from '../screening/OverrideForm';
import { BusyButton } from '../shell/BusyButton';
import { Notice } from '../shell/Notice';
import { t } from '../texts';
import { ts } from '../texts.screening';
import type { MoveWish } from './use-visit';
import common from '../shell/common.module.css';
import css from './visit.module.css';

interface Props {
  visit: Visit;
  /** The time that needs somebody's consent. */
  option: Option;
  /** The refusal, if it was tried already. */
  error: Error | null;
  needsClearance: boolean;
  busy: boolean;
  onMove: (wish: MoveWish) => void;
  onCancel: () => void;
}

/** A move that the screening does not simply allow: asked for first, or lifted by whoever may. */
export function MoveConsent({ visit, option, error, needsClearance, busy, onMove, onCancel }: Props) {
  const asks = useAsked(visit, option);
  const [asked, setAsked] = useState<string>();
  const { practitionerById } = useCatalog();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), [option]);
  const override = (
    <OverrideForm
      error={error}
      foreseen={needsClearance}
      label={ts.book.moveAnyway}
      busy={busy}
      onOverride={(reason) => onMove({ override: { reason } })}
    />
  );
  if (!needsClearance) return override;
  return (
    <Notice tone="warn" title={ts.book.moveAsks}>
      <div>
        <OptionLines option={option} />
      </div>
      <AskedSelect usual={asks} value={asked} onChange={setAsked} />
      <span className={css['actions']}>
        <BusyButton
          ref={button}
          className={common['long']}
          busy={busy}
          onClick={() => onMove({ acceptTentative: true, clearanceFrom: asked })}
        >
          {ts.book.move(askedName(asked, asks, practitionerById))}
        </BusyButton>
        <Button variant="default" onClick={onCancel}>
          {t.cancel}
        </Button>
      </span>
      {override}
    </Notice>
  );
}

/** Who referred the patient, else the practitioner of the host visit. */
function useAsked({ referralId }: Visit, { legs }: Option): string {
  const catalog = useCatalog();
  const referral = useQuery({ ...queries.referral(referralId ?? ''), enabled: referralId !== undefined }).data;
  const host = legs.find((leg) => catalog.serviceById.get(leg.serviceId)?.discipline !== 'massage') ?? legs[0];
  if (referral) return referrerName(referral, catalog);
  return catalog.practitionerById.get(host?.practitionerId ?? '')?.displayName ?? ts.hostPractitioner;
}
