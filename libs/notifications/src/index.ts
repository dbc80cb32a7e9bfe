export * from './channels/channel.js';
export * from './channels/channels.service.js';
export * from './messages/message.types.js';
export * from './messages/messages.service.js';
export * from './notifications.migrations.js';
export * from './notifications.module.js';
export * from './planning/plan.rules.js';
export * from './sending/message-runner.service.js';
