export { RULES } from './rules/index.js';
export { renderRule, renderRuleIndex } from './rules/rules.docs.js';
export { ScreeningExtensions, type ReferrerSource } from './clearances/asking.js';
export { CLEARANCE_LINK } from './clearances/request.listener.js';
export { RequestStore, type ClearanceRequest } from './clearances/request.store.js';
export { screeningMigrations } from './screening.migrations.js';
export { ScreeningModule } from './screening.module.js';
export { ScreeningService } from './screening.service.js';
export type { Provider } from './screening.types.js';
