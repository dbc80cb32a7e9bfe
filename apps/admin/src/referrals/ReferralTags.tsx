import type { ReferralStanding } from '../api/types';
import { Tag, type TagTone } from '../shell/Tag';
import { t } from '../texts';
import { word } from '../words';

const TONES: Record<string, TagTone> = {
  received: 'info',
  'needs-information': 'warn',
  'needs-clearance': 'warn',
  accepted: 'good',
  scheduled: 'info',
  'in-progress': 'info',
  'no-show': 'bad',
  'cancellation-requested': 'warn',
};

const URGENT = new Set(['urgent', 'asap', 'stat']);

/** State, priority and warnings in words. */
export function ReferralTags({ referral, withStatus }: { referral: ReferralStanding; withStatus: boolean }) {
  const { status, priority, warnings } = referral;
  return (
    <>
      {withStatus && <Tag tone={TONES[status] ?? 'neutral'}>{word(t.referral.statuses, status)}</Tag>}
      {priority && URGENT.has(priority) && <Tag tone="bad">{word(t.referral.priorities, priority)}</Tag>}
      {warnings.map((warning) => (
        <Tag key={warning} tone={warning === 'expired' ? 'bad' : 'warn'}>
          {word(t.referral.warnings, warning)}
        </Tag>
      ))}
    </>
  );
}
