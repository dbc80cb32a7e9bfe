import { randomCharacters } from '#kernel';
import { newSecret } from '../tokens/secrets.js';

/** The public part finds the row and is shown in lists; the secret part is stored as a hash only. */
export interface ApiKeyParts {
  publicId: string;
  secret: string;
}

const PREFIX = 'sw_live_';
const KEY = /^sw_live_([0-9a-z]{10})_([0-9a-z]{43})$/;

export function newApiKey(): ApiKeyParts {
  return { publicId: randomCharacters(10), secret: newSecret() };
}

export function formatApiKey(parts: ApiKeyParts): string {
  return `${PREFIX}${parts.publicId}_${parts.secret}`;
}

/** What lists show of a key: enough to recognise it, nothing to use. */
export function prefixOf(publicId: string): string {
  return PREFIX + publicId;
}

export function parseApiKey(text: string): ApiKeyParts | undefined {
  const match = KEY.exec(text);
  return match ? { publicId: match[1]!, secret: match[2]! } : undefined;
}
