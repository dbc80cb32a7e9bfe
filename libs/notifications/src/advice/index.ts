import { registryOf } from '../registry.js';
import { bringAid } from './bring-aid.advice.js';
import { comeEarly } from './come-early.advice.js';
import { lightTop } from './light-top.advice.js';
import { looseClothing } from './loose-clothing.advice.js';
import { noMakeUp } from './no-make-up.advice.js';
import { shorts } from './shorts.advice.js';

/** All advice, in the order in which messages carry it. */
export const ADVICE = registryOf(
  'piece of advice',
  [comeEarly, looseClothing, lightTop, shorts, noMakeUp, bringAid],
  (advice) => advice.code,
).all;
