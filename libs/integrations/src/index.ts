export * from './integrations.module.js';
export { EventStreams } from './changes/event-streams.service.js';
