import { IsOptional, IsString, MaxLength } from 'class-validator';
import { formatInstant } from '#kernel';
import { IsId, IsLine, PageInfo } from '#platform';
import type { UserRow } from './user.store.js';

export class InvitationRequest {
  /** The address that the person will sign in with. */
  @IsString()
  @MaxLength(254)
  email: string;

  @IsLine(120)
  displayName: string;

  /** `coordinator`, `practitioner`, `manager` or `admin`; at most what the inviter may do. */
  @IsString()
  @MaxLength(60)
  role: string;

  /** The practitioner that this person is, if any. */
  @IsOptional()
  @IsId()
  practitionerId?: string;
}

export class UserView {
  id: string;
  version: number;
  email: string;
  displayName: string;
  role: string;
  practitionerId?: string;
  /** `invited` until a password is set; a `disabled` user cannot sign in. */
  status: 'invited' | 'active' | 'disabled';
  createdAt: string;
  updatedAt: string;
}

export class UserPage {
  data: UserView[];
  page: PageInfo;
}

export class InvitationView {
  user: UserView;
  /** Opens once, to set a password. Shown here only: an `Idempotency-Key` that replays this answer leaves it out. */
  link?: string;
  /** When the link stops working. */
  expiresAt: string;
}

export function toUserView(user: UserRow): UserView {
  return {
    id: user.id,
    version: user.version,
    email: user.email,
    displayName: user.display_name,
    role: user.role,
    practitionerId: user.practitioner_id ?? undefined,
    status: user.status === 'active' && user.password_hash === null ? 'invited' : user.status,
    createdAt: formatInstant(user.created_at, 'UTC'),
    updatedAt: formatInstant(user.updated_at, 'UTC'),
  };
}
