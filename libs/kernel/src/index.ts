export * from './errors.js';
export * from './ids.js';
export * from './interval.js';
export * from './bits.js';
export * from './calendar.js';
export * from './time.js';
