export * from './referral.status.js';
export * from './referral.types.js';
export * from './referrals.migrations.js';
export * from './referrals.module.js';
export * from './referrals.service.js';
export { ReferralExtensions, type ReportListener, type ReportToTell } from './reports/reporting.js';
export { ReportStore, type ReportAddress } from './reports/report.store.js';
export { REPORT_LINK } from './reports/reports.service.js';
