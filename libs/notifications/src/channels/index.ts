import { registryOf } from '../registry.js';
import { email } from './email.channel.js';
import { inApp } from './in-app.channel.js';

/** All channels, the one to fall back on first. */
export const CHANNELS = registryOf('channel', [email, inApp], (channel) => channel.key);
