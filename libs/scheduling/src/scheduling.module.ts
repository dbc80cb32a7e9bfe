import { Module, type OnModuleInit } from '@nestjs/common';
import { ClinicModule, ClinicService } from '#clinic';
import { PatientsModule } from '#patients';
import { Housekeeping } from '#platform';
import { ContinuityStore } from './availability/continuity.store.js';
import { NextFree } from './availability/next-free.service.js';
import { SearchController } from './availability/search.controller.js';
import { SearchService } from './availability/search.service.js';
import { BoardController } from './board/board.controller.js';
import { BoardService } from './board/board.service.js';
import { FactsStore } from './facts/facts.store.js';
import { handsOnCheck } from './facts/hands-on.check.js';
import { impactCheck } from './facts/impact.check.js';
import { ReservationStore } from './facts/reservation.store.js';
import { SchedulingExtensions } from './gates/gates.registry.js';
import { HoldStore } from './holds/hold.store.js';
import { HoldsController } from './holds/holds.controller.js';
import { HoldsService } from './holds/holds.service.js';
import { FirstMassageStore } from './visits/first-massage.store.js';
import { PlacementService } from './visits/placement.service.js';
import { TentativeVisits } from './visits/tentative.service.js';
import { VisitChanges } from './visits/visit-changes.service.js';
import { VisitList } from './visits/visit-list.service.js';
import { VisitStore } from './visits/visit.store.js';
import { VisitViews } from './visits/visit.view.js';
import { VisitsController } from './visits/visits.controller.js';
import { VisitsService } from './visits/visits.service.js';

@Module({
  imports: [ClinicModule, PatientsModule],
  controllers: [SearchController, HoldsController, VisitsController, BoardController],
  providers: [
    SchedulingExtensions,
    FactsStore,
    ReservationStore,
    VisitStore,
    HoldStore,
    VisitViews,
    SearchService,
    ContinuityStore,
    NextFree,
    FirstMassageStore,
    PlacementService,
    VisitChanges,
    VisitsService,
    TentativeVisits,
    VisitList,
    HoldsService,
    BoardService,
  ],
  exports: [SchedulingExtensions, VisitsService, TentativeVisits, HoldsService, SearchService, FirstMassageStore],
})
export class SchedulingModule implements OnModuleInit {
  constructor(
    private readonly clinic: ClinicService,
    private readonly housekeeping: Housekeeping,
    private readonly holds: HoldsService,
    private readonly tentative: TentativeVisits,
  ) {}

  onModuleInit(): void {
    this.clinic.addImpactCheck(impactCheck(this.clinic));
    this.clinic.addImpactCheck(handsOnCheck(this.clinic));
    this.housekeeping.add('old holds', (tx, now) => this.holds.forgetOld(tx, now));
    this.housekeeping.addSoon('overdue tentative visits', async (tx, now) => (await this.tentative.releaseOverdue(tx, now)).isFull);
  }
}
