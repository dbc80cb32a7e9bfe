import { defineChannel } from './channel.js';

export const IN_APP = 'in-app';

/**
 * For practitioners who can sign in. The record of a message that was sent is what they read (`inbox/`): nothing leaves the
 * house, so there is nothing to fail, and nobody is woken.
 */
export const inApp = defineChannel({
  key: IN_APP,
  label: 'In the app',
  format: 'mail',
  obeysQuietHours: false,

  addressOf: (contact) => contact.accountOf,

  open: () => ({ send: async () => ({ kind: 'sent' }), close: async () => undefined }),
});
