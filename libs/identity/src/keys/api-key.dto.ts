import { ArrayMaxSize, IsArray, IsOptional, IsString, MaxLength } from 'class-validator';
import { formatInstant } from '#kernel';
import { IsInstant, IsLine, PageInfo } from '#platform';
import { prefixOf } from './api-key.rules.js';
import type { ApiKeyRow } from './api-key.store.js';

export class ApiKeyRequest {
  /** What uses the key: `website booking form`. */
  @IsLine(120)
  name: string;

  /** What the key may do: `visits:read`, …; at most what its creator may do. */
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @MaxLength(60, { each: true })
  scopes: string[];

  /** When it stops working; never, if left out. */
  @IsOptional()
  @IsInstant()
  expiresAt?: string;
}

export class ApiKeyView {
  id: string;
  name: string;
  /** The beginning of the key, to recognise it. */
  prefix: string;
  scopes: string[];
  createdAt: string;
  expiresAt?: string;
  /** Up to a minute old. */
  lastUsedAt?: string;
  revokedAt?: string;
  /** Who made it. It stops working when that user is disabled. */
  ownerUserId?: string;
}

export class NewApiKeyView extends ApiKeyView {
  /** The key. Shown here only: an `Idempotency-Key` that replays this answer leaves it out. */
  key?: string;
}

export class ApiKeyPage {
  data: ApiKeyView[];
  page: PageInfo;
}

export function toApiKeyView(row: ApiKeyRow): ApiKeyView {
  return {
    id: row.id,
    name: row.name,
    prefix: prefixOf(row.public_id),
    scopes: JSON.parse(row.scopes) as string[],
    createdAt: formatInstant(row.created_at, 'UTC'),
    expiresAt: optional(row.expires_at),
    lastUsedAt: optional(row.last_used_at),
    revokedAt: optional(row.revoked_at),
    ownerUserId: row.owner_user_id ?? undefined,
  };
}

function optional(instant: number | null): string | undefined {
  return instant === null ? undefined : formatInstant(instant, 'UTC');
}
