import { Module } from '@nestjs/common';
import { AbsenceService } from './absences/absence.service.js';
import { ClosuresController } from './absences/closures.controller.js';
import { TimeOffController } from './absences/time-off.controller.js';
import { CatalogController } from './catalog/catalog.controller.js';
import { ClinicService } from './clinic.service.js';
import { HandsOnController } from './hands-on/hands-on.controller.js';
import { HandsOnService } from './hands-on/hands-on.service.js';
import { WorkingHoursController } from './hours/working-hours.controller.js';
import { WorkingHoursService } from './hours/working-hours.service.js';

@Module({
  controllers: [CatalogController, WorkingHoursController, HandsOnController, TimeOffController, ClosuresController],
  providers: [ClinicService, WorkingHoursService, HandsOnService, AbsenceService],
  exports: [ClinicService],
})
export class ClinicModule {}
