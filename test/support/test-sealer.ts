import { Sealer } from '#platform';

/** For specs that put parts together by hand; they share nothing that is sealed. */
export const TEST_SEALER = new Sealer([Buffer.alloc(32)]);
