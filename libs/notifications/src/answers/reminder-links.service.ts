import { Injectable } from '@nestjs/common';
import { ClinicService } from '#clinic';
import { linkNotValid } from '#identity';
import { PatientsService, type Patient } from '#patients';
import { Commands, Database, type Outcome, type Reader, type RequestContext } from '#platform';
import { ConsentService } from '../consent/consent.service.js';
import type { ReminderLinkView } from './answers.dto.js';
import { ReminderTokens, type ReminderToken } from './reminder-tokens.service.js';

/** Turns reminders by mail off and on, through the link in them: for the address that the link was sent to. */
@Injectable()
export class ReminderLinks {
  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly clinic: ClinicService,
    private readonly patients: PatientsService,
    private readonly consents: ConsentService,
    private readonly tokens: ReminderTokens,
  ) {}

  async open(_ctx: RequestContext, token: string): Promise<ReminderLinkView> {
    return this.view(this.db.reader, this.opened(token));
  }

  /** What is so already stays so: twice is as good as once. */
  async say(ctx: RequestContext, token: string, given: boolean): Promise<Outcome<ReminderLinkView>> {
    const link = this.opened(token);
    return this.commands.run(ctx, async (tx) => {
      const patient = await this.patientOf(tx, link);
      if (patient?.email !== undefined && link.isFor(patient.email)) {
        const actor = { type: 'link' as const, id: patient.id, displayName: 'The patient', scopes: [] };
        const said = { address: patient.email, channel: 'email', purpose: 'reminders', given, source: 'unsubscribe-link' } as const;
        await this.consents.record(tx, { ...ctx, actor }, { ...said, patientId: patient.id });
      }
      return { status: 200, body: await this.view(tx, link) };
    });
  }

  private opened(token: string): ReminderToken {
    const link = this.tokens.open(token);
    if (!link) throw linkNotValid();
    return link;
  }

  private async patientOf(reader: Reader, { patientId }: ReminderToken): Promise<Patient | undefined> {
    return (await this.patients.byIds(reader, [patientId])).get(patientId);
  }

  private async view(reader: Reader, link: ReminderToken): Promise<ReminderLinkView> {
    const patient = await this.patientOf(reader, link);
    if (!patient) throw linkNotValid();
    const [location] = (await this.clinic.snapshot(reader)).locations.values();
    const place = { language: patient.language, clinic: location!.name, phone: location!.phone };
    if (patient.email === undefined || !link.isFor(patient.email)) return { state: 'not-theirs', ...place };
    const consents = await this.consents.of(reader, [{ channel: 'email', address: patient.email }]);
    // Everything by mail was refused: that was said at the clinic, and is taken back there.
    if (patient.remindersOptedOut || consents.refuses('email', patient.email, 'all')) return { state: 'at-clinic', ...place };
    return { state: consents.refuses('email', patient.email, 'reminders') ? 'off' : 'on', ...place };
  }
}
