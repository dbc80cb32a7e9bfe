import { statfsSync } from 'node:fs';
import { ClinicService } from '#clinic';
import { offsetMinutesAt, zoneDataVersion } from '#kernel';
import { mailboxProblem } from '#notifications';
import { type Config, openQueue, type Reader } from '#platform';
import { installationId } from '../../../composition.js';
import { print, withApp, type Command } from './command.js';

const DAY_MS = 86_400_000;
const LOW_DISK = 0.05;
/** Answers and reports about texts of the last days may still come. */
const TEXTS_DAYS = 30;

/** Compares this engine's zone data with the bundled one over the coming year, for the clinic's own zones. */
function zoneProblems(zones: readonly string[], now: number): string[] {
  return zones.flatMap((zone) => {
    for (let day = 0; day < 366; day++) {
      const at = now + day * DAY_MS;
      if (engineOffset(zone, at) !== offsetMinutesAt(at, zone)) {
        return [
          `Node's own data for ${zone} is out of date; Spotwork uses its bundled data (${zoneDataVersion()}), so its times are right. Other programs here may be wrong.`,
        ];
      }
    }
    return [];
  });
}

function engineOffset(zone: string, at: number): number {
  const part = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find((one) => one.type === 'timeZoneName')!.value;
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(part);
  return match ? (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) : 0;
}

/** An API without the account that others text with believes nothing that its provider says. */
export async function textProblems(reader: Reader, { smsUrl }: Pick<Config, 'smsUrl'>, now: number): Promise<string[]> {
  if (smsUrl !== undefined) return [];
  const since = now - TEXTS_DAYS * DAY_MS;
  const left = await reader.get(
    // By when they were due, which has an index: not through all texts that ever left.
    'select 1 as found from message where due_at >= ? and sent_to is not null and provider_id is not null limit 1',
    [since],
  );
  if (!left) return [];
  return [
    'SMS_URL: not set here, but texts have left lately. An API without it refuses each STOP and each report of the provider: give every process the same.',
  ];
}

export const doctor: Command = {
  name: 'doctor',
  usage: 'doctor',
  summary: 'checks zone data, queue settings, SMS_URL, BOUNCES_URL, disk and clock',
  async run(_args, config) {
    return withApp(config, async (app, parts) => {
      const now = parts.clock.now();
      const snapshot = await app.get(ClinicService).snapshot();
      const notes = zoneProblems([...new Set([...snapshot.locations.values()].map((one) => one.timeZone))], now);
      const problems: string[] = [];
      const disk = statfsSync(config.dataDir);
      if (disk.bavail / disk.blocks < LOW_DISK) problems.push(`DATA_DIR: less than ${LOW_DISK * 100} % of the disk is free.`);
      problems.push(...(await textProblems(parts.database.reader, config, now)));
      const bounces = config.bounces && (await mailboxProblem(config.bounces, now));
      if (bounces !== undefined) problems.push(`BOUNCES_URL: the mailbox cannot be read (${bounces}).`);
      const id = await installationId(parts.database);
      const queue = openQueue(config, () => id);
      problems.push(...(await queue.problems()));
      await queue.close(1000);
      const latest = await parts.database.reader.get<{ at: number | null }>('select max(at) as at from audit where seq is not null');
      if (latest?.at && latest.at > now + 60_000)
        problems.push('The clock of this machine is behind: the newest change lies in its future.');
      for (const note of notes) print(`note     ${note}`);
      for (const problem of problems) print(`problem  ${problem}`);
      print(
        problems.length === 0
          ? `ok       database (${parts.database.dialect}), queue (${config.redisUrl ? 'redis' : 'in-process'}), disk and clock`
          : `${problems.length} problem(s)`,
      );
      return problems.length === 0 ? 0 : 1;
    });
  },
};
