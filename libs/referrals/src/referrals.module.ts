import { Module, type OnModuleInit } from '@nestjs/common';
import { ClinicModule } from '#clinic';
import { PatientsModule } from '#patients';
import { SchedulingExtensions, SchedulingModule } from '#scheduling';
import { ReferralBoardController } from './board/referral-board.controller.js';
import { ReferralBoardService } from './board/referral-board.service.js';
import { ReferralGate } from './referral.gate.js';
import { ReferralListener } from './referral.listener.js';
import { ReferralsController } from './referrals.controller.js';
import { ReferralsService } from './referrals.service.js';

@Module({
  imports: [ClinicModule, PatientsModule, SchedulingModule],
  controllers: [ReferralBoardController, ReferralsController],
  providers: [ReferralsService, ReferralBoardService, ReferralGate, ReferralListener],
  exports: [ReferralsService],
})
export class ReferralsModule implements OnModuleInit {
  constructor(
    private readonly extensions: SchedulingExtensions,
    private readonly gate: ReferralGate,
    private readonly listener: ReferralListener,
  ) {}

  onModuleInit(): void {
    this.extensions.addGate(this.gate);
    this.extensions.addListener(this.listener);
  }
}
