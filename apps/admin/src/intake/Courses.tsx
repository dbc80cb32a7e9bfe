import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCatalog } from '../api/catalog';
import { queries } from '../api/queries';
import { referrerName } from '../find/ReferralField';
import { ti } from '../texts.intake';

const NONE = 'none';

interface Props {
  patientId: string;
  value: string | undefined;
  onChange: (referralId: string | undefined) => void;
  autoFocus?: boolean;
}

/** What an intake is for: one of the patient's referrals, or none. */
export function Courses({ patientId, value, onChange, autoFocus }: Props) {
  const catalog = useCatalog();
  const referrals = useQuery(queries.referrals(patientId)).data?.data ?? [];
  return (
    <Select
      label={ti.course}
      data={[
        ...referrals.map((referral) => ({ value: referral.id, label: `${referrerName(referral, catalog)}: ${referral.reason}` })),
        { value: NONE, label: ti.noCourse },
      ]}
      value={value ?? NONE}
      onChange={(chosen) => onChange(chosen === NONE || chosen === null ? undefined : chosen)}
      withScrollArea={false}
      autoFocus={autoFocus}
    />
  );
}
