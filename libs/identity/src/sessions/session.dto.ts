import { IsString, MaxLength, MinLength } from 'class-validator';
import { formatInstant } from '#kernel';
import { scopesOf } from '../access/roles.js';
import type { UserRow } from '../users/user.store.js';

export class SignInRequest {
  @IsString()
  @MaxLength(254)
  email: string;

  @IsString()
  @MinLength(1)
  @MaxLength(1024)
  password: string;
}

export class SetupCheckRequest {
  /** What follows `#token=` in the link. */
  @IsString()
  @MaxLength(200)
  token: string;
}

export class SetupRequest extends SetupCheckRequest {
  /** 12 to 256 characters of any kind; not a common password, nor one with "spotwork" or the e-mail name in it. */
  @IsString()
  @MaxLength(1024)
  password: string;
}

export class SetupCheckView {
  email: string;
  displayName: string;
}

export class SignedInUser {
  id: string;
  displayName: string;
  email: string;
  role: string;
  /** What the role allows; `*` is everything. */
  scopes: string[];
  /** The practitioner that this person is, if any. */
  practitionerId?: string;
}

export class CallingApiKey {
  id: string;
  name: string;
  scopes: string[];
}

export class SessionView {
  /** The signed-in person. */
  user?: SignedInUser;
  /** The key, if the request came with one. */
  apiKey?: CallingApiKey;
  /** When the session ends, however busy it is. */
  expiresAt?: string;
  /** Minutes without a request after which it ends. */
  idleMinutes?: number;
}

export function toSessionView(user: UserRow, session: { expiresAt: number; idleMinutes: number }): SessionView {
  return {
    user: {
      id: user.id,
      displayName: user.display_name,
      email: user.email,
      role: user.role,
      scopes: [...scopesOf(user.role)],
      practitionerId: user.practitioner_id ?? undefined,
    },
    expiresAt: formatInstant(session.expiresAt, 'UTC'),
    idleMinutes: session.idleMinutes,
  };
}
