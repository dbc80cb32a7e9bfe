import { registryOf } from '../registry.js';
import { email } from './email.channel.js';
import { inApp } from './in-app.channel.js';
import { sms } from './sms.channel.js';

/** All channels, the one to fall back on first. */
export const CHANNELS = registryOf('channel', [email, sms, inApp], (channel) => channel.key);
