import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { ClinicModule } from '#clinic';
import { IdentityModule } from '#identity';
import { PatientsModule } from '#patients';
import { CONFIG, type Config } from '#platform';
import { SchedulingExtensions, SchedulingModule } from '#scheduling';
import { ScreeningExtensions } from './clearances/asking.js';
import { ClearanceService } from './clearances/clearance.service.js';
import { RequestListener } from './clearances/request.listener.js';
import { RequestStore } from './clearances/request.store.js';
import { ScreeningController } from './screening.controller.js';
import { ScreeningGate } from './screening.gate.js';
import { ScreeningService } from './screening.service.js';
import { ScreeningStore } from './screening.store.js';
import { ScreeningRules } from './settings/screening-rules.service.js';
import { TryOut } from './settings/try-out.service.js';

@Module({
  imports: [ClinicModule, IdentityModule, PatientsModule, SchedulingModule],
  controllers: [ScreeningController],
  providers: [
    ScreeningExtensions,
    ScreeningStore,
    ScreeningRules,
    ScreeningService,
    ScreeningGate,
    RequestStore,
    RequestListener,
    ClearanceService,
    TryOut,
  ],
  exports: [ScreeningExtensions, ScreeningService, ClearanceService, RequestStore],
})
export class ScreeningModule implements OnModuleInit {
  constructor(
    private readonly extensions: SchedulingExtensions,
    private readonly gate: ScreeningGate,
    private readonly listener: RequestListener,
    @Inject(CONFIG) private readonly config: Pick<Config, 'screening'>,
  ) {}

  onModuleInit(): void {
    if (this.config.screening) this.extensions.addGate(this.gate);
    this.extensions.addListener(this.listener);
  }
}
