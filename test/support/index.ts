export * from './spec-app.js';
export * from './test-databases.js';
export * from './test-sealer.js';
export * from './sms-server.js';
export * from './imap-server.js';
