import { Injectable } from '@nestjs/common';
import { ClinicService, type Location, massageServiceIds } from '#clinic';
import { PatientsService } from '#patients';
import type { Reader, RequestContext } from '#platform';
import { referralUsage, VisitsService } from '#scheduling';
import { IntakeService, NoteService } from '#screening';
import { ledgerOf } from '../referral.rules.js';
import { currentSettings } from '../settings/settings.store.js';
import type { Referral } from '../referral.types.js';
import { ReferralWords } from '../referral-words.js';
import { composeReport, type CourseFacts, firstStart, givenLegIds, intakeOf, placeOf, type ReportFacts } from './report.rules.js';
import type { ReportContent, ReportKind, ReportWords } from './report.types.js';

/** As many visits as a referral can authorise. */
const MAX_VISITS = 500;

/** Loads what a report is made of, in a handful of reads however long the course, and makes it. */
@Injectable()
export class ReportMaker {
  constructor(
    private readonly clinic: ClinicService,
    private readonly patients: PatientsService,
    private readonly visits: VisitsService,
    private readonly notes: NoteService,
    private readonly intakes: IntakeService,
    private readonly referralWords: ReferralWords,
  ) {}

  async make(reader: Reader, ctx: RequestContext, sealed: Referral, kind: ReportKind, words: ReportWords): Promise<ReportContent> {
    const snapshot = await this.clinic.snapshot(reader);
    const referral = this.referralWords.open(sealed);
    const serviceIds = massageServiceIds(snapshot);
    const visits = await this.visits.ofReferral(reader, referral.id, MAX_VISITS);
    const usage = await referralUsage(reader, [referral.id], serviceIds);
    const { displayName, birthDate } = await this.patients.require(reader, referral.patientId);
    const course = { referral, visits, massageServiceIds: serviceIds, names: snapshot };
    const facts = {
      ...course,
      kind,
      words,
      author: ctx.actor.displayName,
      ledger: ledgerOf(referral.visitsAuthorized, usage.get(referral.id), await currentSettings(reader)),
      visitsDone: usage.get(referral.id)?.used ?? 0,
      patient: { displayName, birthDate },
      notes: await this.notes.byLegs(reader, givenLegIds(course)),
      intake: await this.intake(reader, course),
    };
    return composeReport(facts, ctx.now);
  }

  private async intake(reader: Reader, course: CourseFacts): Promise<ReportFacts['intake']> {
    const intake = intakeOf(course, await this.intakes.recordsOf(reader, course.referral.patientId));
    const start = firstStart(course);
    return intake && start !== undefined ? this.intakes.recordAt(reader, intake, start) : intake;
  }

  /** Whose letterhead a report of the referral has. */
  async location(reader: Reader, referralId: string): Promise<Location> {
    const snapshot = await this.clinic.snapshot(reader);
    const visits = await this.visits.ofReferral(reader, referralId, MAX_VISITS);
    return placeOf({ visits, massageServiceIds: massageServiceIds(snapshot) }, snapshot);
  }
}
