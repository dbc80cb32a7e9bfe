import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '#platform';

export interface UserRow {
  id: string;
  email: string;
  display_name: string;
  role: string;
  practitioner_id: string | null;
  password_hash: string | null;
  status: 'active' | 'disabled';
  version: number;
  created_at: number;
  updated_at: number;
}

const COLUMNS = 'id, email, display_name, role, practitioner_id, password_hash, status, version, created_at, updated_at';

@Injectable()
export class UserStore {
  async find(reader: Reader, id: string): Promise<UserRow | undefined> {
    return reader.get<UserRow>(`select ${COLUMNS} from app_user where id = ?`, [id]);
  }

  async findByEmail(reader: Reader, email: string): Promise<UserRow | undefined> {
    return reader.get<UserRow>(`select ${COLUMNS} from app_user where email = ?`, [email]);
  }

  /** In the order in which they were made. */
  async list(reader: Reader, afterId: string, limit: number): Promise<UserRow[]> {
    return reader.all<UserRow>(`select ${COLUMNS} from app_user where id > ? order by id limit ?`, [afterId, limit]);
  }

  async anyoneHasPassword(reader: Reader): Promise<boolean> {
    return (await reader.get('select 1 as one from app_user where password_hash is not null limit 1')) !== undefined;
  }

  async oldestInvitedAdmin(reader: Reader): Promise<UserRow | undefined> {
    return reader.get<UserRow>(
      `select ${COLUMNS} from app_user where role = 'admin' and status = 'active' and password_hash is null order by id limit 1`,
    );
  }

  async insert(tx: Tx, user: UserRow): Promise<void> {
    await tx.insert('app_user', { ...user });
  }

  /** Writes all that may change, if nobody else did since `user` was read. */
  async update(tx: Tx, user: UserRow, now: number): Promise<boolean> {
    const changed = await tx.run(
      `update app_user set email = ?, display_name = ?, role = ?, practitioner_id = ?, password_hash = ?, status = ?,
         updated_at = ?, version = version + 1
       where id = ? and version = ?`,
      [user.email, user.display_name, user.role, user.practitioner_id, user.password_hash, user.status, now, user.id, user.version],
    );
    return changed === 1;
  }
}
