import { Injectable } from '@nestjs/common';
import type { Reader } from '#platform';

/** Who can sign in, for libs that show people something of their own. */
@Injectable()
export class Accounts {
  /** Of these practitioners those who can sign in: invited ones who have set no password cannot. */
  async ofPractitioners(reader: Reader, practitionerIds: readonly string[]): Promise<Set<string>> {
    if (practitionerIds.length === 0) return new Set();
    const rows = await reader.all<{ practitioner_id: string }>(
      "select practitioner_id from app_user where practitioner_id in (??) and status = 'active' and password_hash is not null",
      [[...practitionerIds]],
    );
    return new Set(rows.map((row) => row.practitioner_id));
  }
}
