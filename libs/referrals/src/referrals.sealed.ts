import type { SealedColumn } from '#platform';

export const referralsSealedColumns: readonly SealedColumn[] = [
  { table: 'referral', column: 'reason', key: ['id'] },
  { table: 'referral', column: 'conditions', key: ['id'], isJson: true },
  { table: 'referral_transition', column: 'reason', key: ['referral_id', 'version'], place: 'referral_transition.reason:{referral_id}' },
  { table: 'referral_report', column: 'sealed', key: ['id'] },
];
