import { registryOf } from '../registry.js';
import { looseClothing } from './loose-clothing.advice.js';

/** All advice, in the order in which messages carry it. */
export const ADVICE = registryOf('piece of advice', [looseClothing], (advice) => advice.code).all;
