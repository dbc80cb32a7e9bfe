import { Module, type OnModuleInit } from '@nestjs/common';
import { ClinicModule } from '#clinic';
import { TokensModule } from '#identity';
import { PatientsModule } from '#patients';
import { SchedulingExtensions, SchedulingModule } from '#scheduling';
import { ScreeningExtensions, ScreeningModule } from '#screening';
import { ReferralBoardController } from './board/referral-board.controller.js';
import { ReferralBoardService } from './board/referral-board.service.js';
import { ReferralGate } from './referral.gate.js';
import { ReferralListener } from './referral.listener.js';
import { ReferralWords } from './referral-words.js';
import { ReferralsController } from './referrals.controller.js';
import { findReferral } from './referrals.store.js';
import { ReferralsService } from './referrals.service.js';
import { ReportMaker } from './reports/report-maker.service.js';
import { ReportPrinter } from './reports/report-printer.service.js';
import { ReportStore } from './reports/report.store.js';
import { ReferralExtensions } from './reports/reporting.js';
import { ReportsController } from './reports/reports.controller.js';
import { ReportsService } from './reports/reports.service.js';
import { ReferralSettingsController } from './settings/referral-settings.controller.js';
import { ReferralSettingsService } from './settings/referral-settings.service.js';

@Module({
  imports: [ClinicModule, PatientsModule, SchedulingModule, ScreeningModule, TokensModule],
  // Fixed paths before `:id`.
  controllers: [ReferralBoardController, ReferralSettingsController, ReferralsController, ReportsController],
  providers: [
    ReferralWords,
    ReferralsService,
    ReferralBoardService,
    ReferralSettingsService,
    ReferralGate,
    ReferralListener,
    ReferralExtensions,
    ReportStore,
    ReportMaker,
    ReportPrinter,
    ReportsService,
  ],
  exports: [ReferralsService, ReferralExtensions, ReportStore],
})
export class ReferralsModule implements OnModuleInit {
  constructor(
    private readonly extensions: SchedulingExtensions,
    private readonly gate: ReferralGate,
    private readonly screening: ScreeningExtensions,
    private readonly listener: ReferralListener,
  ) {}

  onModuleInit(): void {
    this.extensions.addGate(this.gate);
    this.screening.referrer = async (reader, visit) =>
      visit.referralId === undefined ? undefined : (await findReferral(reader, visit.referralId))?.referrer;
    this.extensions.addListener(this.listener);
  }
}
