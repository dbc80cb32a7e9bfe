import type { SqlValue } from '#platform';
import type { World } from './world.js';

/** How the database would answer, one text for each query, beside 5,000 messages that were sent. */
export async function plansOf(world: World, asked: readonly (readonly [sql: string, params: readonly SqlValue[]])[]): Promise<string[]> {
  return world.db.run(async (tx) => {
    const columns = ['version', 'visit_id', 'visit_version', 'kind', 'channel', 'recipient_type', 'recipient_id', 'location_id'];
    const copied = [...columns, 'visit_day', 'about_start', 'about', 'due_at', 'attempts', 'created_at'].join();
    await tx.run(
      `insert into message (id, status, ${copied}) with recursive n (i) as (select 1 union all select i + 1 from n where i < 5000)
       select 'msg_' || n.i, 'sent', ${copied} from n, (select * from message order by id limit 1) as one`,
    );
    if (tx.dialect === 'postgres') await tx.run('analyze message');
    const explain = tx.dialect === 'sqlite' ? 'explain query plan' : 'explain';
    const plans: string[] = [];
    for (const [sql, params] of asked) {
      const rows = await tx.all<{ detail?: string; 'QUERY PLAN'?: string }>(`${explain} ${sql}`, params);
      plans.push(rows.map((row) => row.detail ?? row['QUERY PLAN']).join('\n'));
    }
    return plans;
  });
}
