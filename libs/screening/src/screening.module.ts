import { Module, type OnModuleInit } from '@nestjs/common';
import { ClinicModule } from '#clinic';
import { TokensModule } from '#identity';
import { PatientsModule } from '#patients';
import { SchedulingExtensions, SchedulingModule } from '#scheduling';
import { ScreeningExtensions } from './clearances/asking.js';
import { ClearanceService } from './clearances/clearance.service.js';
import { RequestListener } from './clearances/request.listener.js';
import { RequestStore } from './clearances/request.store.js';
import { IntakeController } from './intake/intake.controller.js';
import { IntakeService } from './intake/intake.service.js';
import { NoteService } from './notes/note.service.js';
import { NotesController } from './notes/notes.controller.js';
import { RecordStore } from './records/record.store.js';
import { ScreeningController } from './screening.controller.js';
import { ScreeningGate } from './screening.gate.js';
import { ScreeningService } from './screening.service.js';
import { ScreeningStore } from './screening.store.js';
import { ScreeningRules } from './settings/screening-rules.service.js';
import { TryOut } from './settings/try-out.service.js';

@Module({
  imports: [ClinicModule, PatientsModule, SchedulingModule, TokensModule],
  controllers: [ScreeningController, IntakeController, NotesController],
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
    RecordStore,
    IntakeService,
    NoteService,
  ],
  exports: [ScreeningExtensions, ScreeningService, ClearanceService, NoteService, IntakeService, RequestStore],
})
export class ScreeningModule implements OnModuleInit {
  constructor(
    private readonly extensions: SchedulingExtensions,
    private readonly gate: ScreeningGate,
    private readonly listener: RequestListener,
  ) {}

  onModuleInit(): void {
    this.extensions.addGate(this.gate);
    this.extensions.addListener(this.listener);
  }
}
