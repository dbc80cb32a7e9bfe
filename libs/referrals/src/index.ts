export * from './referral.status.js';
export * from './referral.types.js';
export * from './referrals.migrations.js';
export * from './referrals.module.js';
export * from './referrals.sealed.js';
export * from './referrals.service.js';
export { ReferralBoardService } from './board/referral-board.service.js';
