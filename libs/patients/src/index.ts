export * from './patient.types.js';
export * from './patients.migrations.js';
export * from './patients.module.js';
export * from './patients.service.js';
export { nameTokens, prefixRange, searchTerms } from './patient-search.rules.js';
