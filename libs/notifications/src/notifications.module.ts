import { Module, type OnModuleInit } from '@nestjs/common';
import { ClinicModule } from '#clinic';
import { TokensModule } from '#identity';
import { PatientsModule } from '#patients';
import { ReferralExtensions, ReferralsModule } from '#referrals';
import { SchedulingExtensions, SchedulingModule } from '#scheduling';
import { ScreeningExtensions, ScreeningModule } from '#screening';
import { Channels } from './channels/channels.service.js';
import { ConsentService } from './consent/consent.service.js';
import { ConsentStore } from './consent/consent.store.js';
import { MessagesController } from './messages/messages.controller.js';
import { MessagesService } from './messages/messages.service.js';
import { MessageStore } from './messages/message.store.js';
import { OutgoingStore } from './messages/outgoing.store.js';
import { LaneNumbersStore } from './operations/lane-numbers.store.js';
import { Lanes } from './operations/lanes.service.js';
import { LaneStore } from './operations/lane.store.js';
import { Metrics } from './operations/metrics.service.js';
import { MetricsController, OperationsController } from './operations/operations.controller.js';
import { Operations } from './operations/operations.service.js';
import { PlanListener } from './planning/plan.listener.js';
import { ReportPlanner } from './planning/report.planner.js';
import { RequestPlanner } from './planning/request.planner.js';
import { LaneSorter } from './sending/lane-sorter.service.js';
import { MessageFactsService } from './sending/message-facts.service.js';
import { MessageRunner } from './sending/message-runner.service.js';
import { MessageWorker } from './sending/message-worker.service.js';
import { OtherTopics } from './sending/other-topics.service.js';
import { MessagePublicationStore } from './settings/message-publications.store.js';
import { MessageSettingsController } from './settings/message-settings.controller.js';
import { MessageSettingsService } from './settings/message-settings.service.js';
import { WordingController } from './wording/wording.controller.js';
import { WordingService } from './wording/wording.service.js';
import { Recipients } from './sending/recipients.service.js';

@Module({
  imports: [ClinicModule, PatientsModule, ReferralsModule, SchedulingModule, ScreeningModule, TokensModule],
  controllers: [MessageSettingsController, WordingController, MessagesController, OperationsController, MetricsController],
  providers: [
    MessageStore,
    OutgoingStore,
    MessagePublicationStore,
    MessageSettingsService,
    WordingService,
    OtherTopics,
    Recipients,
    MessageFactsService,
    Channels,
    LaneStore,
    Lanes,
    LaneNumbersStore,
    Operations,
    Metrics,
    ConsentStore,
    ConsentService,
    MessageWorker,
    LaneSorter,
    MessageRunner,
    MessagesService,
    PlanListener,
    RequestPlanner,
    ReportPlanner,
  ],
  exports: [MessagesService, MessageRunner, ConsentService],
})
export class NotificationsModule implements OnModuleInit {
  constructor(
    private readonly extensions: SchedulingExtensions,
    private readonly listener: PlanListener,
    private readonly screening: ScreeningExtensions,
    private readonly requests: RequestPlanner,
    private readonly referrals: ReferralExtensions,
    private readonly reports: ReportPlanner,
  ) {}

  onModuleInit(): void {
    this.extensions.addListener(this.listener);
    this.screening.requestListeners.push((...heard) => this.requests.onRequest(...heard));
    this.referrals.reportListeners.push(this.reports);
  }
}
