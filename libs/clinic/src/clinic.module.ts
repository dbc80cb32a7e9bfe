import { Module } from '@nestjs/common';
import { AbsenceService } from './absences/absence.service.js';
import { ClosuresController } from './absences/closures.controller.js';
import { TimeOffController } from './absences/time-off.controller.js';
import { CatalogController } from './catalog/catalog.controller.js';
import { ClinicService } from './clinic.service.js';
import { WorkingHoursController } from './hours/working-hours.controller.js';
import { WorkingHoursService } from './hours/working-hours.service.js';

@Module({
  controllers: [CatalogController, WorkingHoursController, TimeOffController, ClosuresController],
  providers: [ClinicService, WorkingHoursService, AbsenceService],
  exports: [ClinicService],
})
export class ClinicModule {}
