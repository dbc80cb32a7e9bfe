import { Module, type OnModuleInit } from '@nestjs/common';
import { ClinicModule } from '#clinic';
import { PatientsModule } from '#patients';
import { SchedulingExtensions, SchedulingModule } from '#scheduling';
import { ReferralGate } from './referral.gate.js';
import { ReferralsController } from './referrals.controller.js';
import { ReferralsService } from './referrals.service.js';

@Module({
  imports: [ClinicModule, PatientsModule, SchedulingModule],
  controllers: [ReferralsController],
  providers: [ReferralsService, ReferralGate],
  exports: [ReferralsService],
})
export class ReferralsModule implements OnModuleInit {
  constructor(
    private readonly extensions: SchedulingExtensions,
    private readonly gate: ReferralGate,
  ) {}

  onModuleInit(): void {
    this.extensions.addGate(this.gate);
  }
}
