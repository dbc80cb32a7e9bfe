export { assertEveryRouteHasPolicy, routesOf, type Route } from './access/routes.js';
export { isScope, ROLES, SCOPES, scopesOf, type Role } from './access/roles.js';
export { identityMigrations } from './identity.migrations.js';
export { IdentityModule } from './identity.module.js';
export { IdentityService } from './identity.service.js';
export { LinkSecrets } from './tokens/link-secrets.service.js';
export { linkNotValid, SingleUseTokens, type NewToken, type TokenContent } from './tokens/single-use-tokens.service.js';
export type { NewKey } from './keys/api-key.service.js';
export type { Invitation } from './users/user.service.js';
