import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '#platform';

export interface ApiKeyRow {
  id: string;
  public_id: string;
  name: string;
  secret_hash: string;
  scopes: string;
  created_at: number;
  expires_at: number | null;
  last_used_at: number | null;
  revoked_at: number | null;
  owner_user_id: string | null;
}

export type UsableKeyRow = Pick<ApiKeyRow, 'id' | 'name' | 'secret_hash' | 'scopes' | 'expires_at' | 'last_used_at'>;

@Injectable()
export class ApiKeyStore {
  /** A key that was not revoked and whose owner, if it has one, is still active; its expiry is the caller's to judge. */
  async findUsable(reader: Reader, publicId: string): Promise<UsableKeyRow | undefined> {
    return reader.get<UsableKeyRow>(
      `select k.id, k.name, k.secret_hash, k.scopes, k.expires_at, k.last_used_at
       from api_key k left join app_user u on u.id = k.owner_user_id
       where k.public_id = ? and k.revoked_at is null and (k.owner_user_id is null or u.status = 'active')`,
      [publicId],
    );
  }

  async find(reader: Reader, id: string): Promise<ApiKeyRow | undefined> {
    return reader.get<ApiKeyRow>('select * from api_key where id = ?', [id]);
  }

  /** In the order in which they were made, revoked ones included. */
  async list(reader: Reader, afterId: string, limit: number): Promise<ApiKeyRow[]> {
    return reader.all<ApiKeyRow>('select * from api_key where id > ? order by id limit ?', [afterId, limit]);
  }

  async insert(tx: Tx, key: ApiKeyRow): Promise<void> {
    await tx.insert('api_key', { ...key });
  }

  /** Whether it was still valid. */
  async revoke(tx: Tx, id: string, now: number): Promise<boolean> {
    return (await tx.run('update api_key set revoked_at = ? where id = ? and revoked_at is null', [now, id])) === 1;
  }

  async touch(tx: Tx, id: string, now: number): Promise<void> {
    await tx.run('update api_key set last_used_at = ? where id = ? and (last_used_at is null or last_used_at < ?)', [now, id, now]);
  }
}
