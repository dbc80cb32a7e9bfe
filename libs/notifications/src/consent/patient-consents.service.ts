import { Injectable } from '@nestjs/common';
import { ClinicService, clinicZone } from '#clinic';
import { formatInstant, invariant, notFound, refusedField } from '#kernel';
import { type Patient, PatientsService } from '#patients';
import { Commands, Database, type Outcome, type RequestContext } from '#platform';
import type { ConsentBody, ConsentsPage, ConsentView } from './consent.dto.js';
import { ConsentService } from './consent.service.js';
import { CONSENT_CHANNELS, type Consent, type ConsentChannel } from './consent.types.js';

const HISTORY = 100;

/** The ledger as the desk sees it: by patient. */
@Injectable()
export class PatientConsents {
  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly clinic: ClinicService,
    private readonly patients: PatientsService,
    private readonly consents: ConsentService,
  ) {}

  async list(patientId: string): Promise<ConsentsPage> {
    const patient = await this.patients.get(patientId);
    const ways = CONSENT_CHANNELS.flatMap((channel) => {
      const address = addressOf(patient, channel);
      return address === undefined ? [] : [{ channel, address }];
    });
    const { reader } = this.db;
    const consents = await this.consents.of(reader, ways);
    const rows = await this.consents.history(reader, patientId, ways, HISTORY + 1);
    const zone = await this.zone();
    return {
      state: ways.map(({ channel, address }) => ({
        channel,
        address,
        reminders: !consents.refuses(channel, address, 'reminders'),
        any: !consents.refuses(channel, address, 'all'),
      })),
      data: rows.slice(0, HISTORY).map((row) => viewOf(row, zone)),
      page: { hasMore: rows.length > HISTORY },
    };
  }

  async add(ctx: RequestContext, patientId: string, body: ConsentBody): Promise<Outcome<ConsentView>> {
    const zone = await this.zone();
    return this.commands.run(ctx, async (tx) => {
      const patient = (await this.patients.byIds(tx, [patientId])).get(patientId);
      if (!patient) throw notFound('patient');
      const address = addressOf(patient, body.channel);
      const usable = address !== undefined && this.consents.isUsable(body.channel, address);
      if (!usable) throw refusedField('/channel', 'address-missing', 'The patient has no address there that anything could be sent to.');
      const source = ctx.actor.type === 'api-key' ? 'api' : 'desk';
      const { channel, purpose, given, wording } = body;
      const [consent] = await this.consents.record(tx, ctx, { address, channel, purpose, given, wording, source, patientId });
      invariant(consent, 'what a person records is an entry');
      return { status: 201, body: viewOf(consent, zone) };
    });
  }

  /** People belong to no location: their history is told in the time of the first. */
  private async zone(): Promise<string> {
    return clinicZone(await this.clinic.snapshot());
  }
}

function addressOf(patient: Patient, channel: ConsentChannel): string | undefined {
  return channel === 'sms' ? patient.phone : patient.email;
}

function viewOf({ id, channel, purpose, given, address, source, wording, actorName, at }: Consent, zone: string): ConsentView {
  return { id, channel, purpose, given, address, source, wording, recordedBy: actorName, at: formatInstant(at, zone) };
}
