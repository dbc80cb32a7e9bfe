import { Module, type OnModuleInit } from '@nestjs/common';
import { ClinicModule } from '#clinic';
import { AccountsModule, SignedLinks, TokensModule } from '#identity';
import { PatientsModule, PatientsService } from '#patients';
import { Housekeeping } from '#platform';
import { ReferralExtensions, ReferralsModule } from '#referrals';
import { SchedulingExtensions, SchedulingModule } from '#scheduling';
import { ScreeningExtensions, ScreeningModule } from '#screening';
import { FirstVisits } from './advice/first-visits.service.js';
import { AddressTags } from './answers/address-tags.service.js';
import { AnswersController } from './answers/answers.controller.js';
import { REMINDERS_LINK, VISIT_LINK } from './answers/links.js';
import { ReminderLinks } from './answers/reminder-links.service.js';
import { ReminderTokens } from './answers/reminder-tokens.service.js';
import { SentLinks } from './answers/sent-links.service.js';
import { VisitAnswers } from './answers/visit-answers.service.js';
import { VisitRequestStore } from './answers/visit-request.store.js';
import { VisitRequestsController } from './answers/visit-requests.controller.js';
import { VisitRequests } from './answers/visit-requests.service.js';
import { VisitTokens } from './answers/visit-tokens.service.js';
import { BounceMailboxStore } from './bounces/bounce-mailbox.store.js';
import { Bounces } from './bounces/bounces.service.js';
import { Channels } from './channels/channels.service.js';
import { ConsentController } from './consent/consent.controller.js';
import { ConsentService } from './consent/consent.service.js';
import { ConsentStore } from './consent/consent.store.js';
import { ExceptionsService } from './ledger/exceptions.service.js';
import { ForecastService } from './ledger/forecast.service.js';
import { HistoryService } from './ledger/history.service.js';
import { LedgerController } from './ledger/ledger.controller.js';
import { LedgerStore } from './ledger/ledger.store.js';
import { Outlooks } from './ledger/outlooks.service.js';
import { PatientConsents } from './consent/patient-consents.service.js';
import { LaterNews } from './messages/later-news.service.js';
import { MessagesController } from './messages/messages.controller.js';
import { MessagesService } from './messages/messages.service.js';
import { MessageStore } from './messages/message.store.js';
import { OutgoingStore } from './messages/outgoing.store.js';
import { ReportedStore } from './messages/reported.store.js';
import { LaneNumbersStore } from './operations/lane-numbers.store.js';
import { Lanes } from './operations/lanes.service.js';
import { LaneStore } from './operations/lane.store.js';
import { Metrics } from './operations/metrics.service.js';
import { MetricsController, OperationsController } from './operations/operations.controller.js';
import { Operations } from './operations/operations.service.js';
import { PlanListener } from './planning/plan.listener.js';
import { ReportPlanner } from './planning/report.planner.js';
import { RequestPlanner } from './planning/request.planner.js';
import { Alarm } from './sending/alarm.js';
import { LaneSorter } from './sending/lane-sorter.service.js';
import { InboxController } from './inbox/inbox.controller.js';
import { InboxService } from './inbox/inbox.service.js';
import { InboxStore } from './inbox/inbox.store.js';
import { CalendarUpdates } from './planning/calendar-updates.service.js';
import { CatchingUpPlanner } from './planning/catching-up.planner.js';
import { CatchingUpStore } from './planning/catching-up.store.js';
import { FollowingMessages } from './planning/following-messages.service.js';
import { NewMessages } from './planning/new-messages.service.js';
import { DigestPlanner } from './planning/digest.planner.js';
import { IncomingPlanner } from './planning/incoming.planner.js';
import { PreferencesController } from './preferences/preferences.controller.js';
import { PreferencesService } from './preferences/preferences.service.js';
import { PreferenceStore } from './preferences/preference.store.js';
import { Days } from './sending/days.service.js';
import { MessageFactsService } from './sending/message-facts.service.js';
import { MessageRunner } from './sending/message-runner.service.js';
import { MessageWorker } from './sending/message-worker.service.js';
import { OtherTopics } from './sending/other-topics.service.js';
import { PatientLinks } from './sending/patient-links.service.js';
import { MessagePublicationStore } from './settings/message-publications.store.js';
import { MessageSettingsController } from './settings/message-settings.controller.js';
import { MessageSettingsService } from './settings/message-settings.service.js';
import { WordingController } from './wording/wording.controller.js';
import { WordingService } from './wording/wording.service.js';
import { Recipients } from './sending/recipients.service.js';
import { DeskTextsController } from './texts/desk-texts.controller.js';
import { DeskTexts } from './texts/desk-texts.service.js';
import { InboundTextStore } from './texts/inbound-text.store.js';
import { InboundTexts } from './texts/inbound-texts.service.js';
import { ProviderReports } from './texts/provider-reports.service.js';
import { SentTextStore } from './texts/sent-text.store.js';
import { SmsProviderController } from './texts/sms-provider.controller.js';

@Module({
  imports: [AccountsModule, ClinicModule, PatientsModule, ReferralsModule, SchedulingModule, ScreeningModule, TokensModule],
  controllers: [
    MessageSettingsController,
    WordingController,
    MessagesController,
    LedgerController,
    PreferencesController,
    InboxController,
    AnswersController,
    VisitRequestsController,
    ConsentController,
    SmsProviderController,
    DeskTextsController,
    OperationsController,
    MetricsController,
  ],
  providers: [
    MessageStore,
    OutgoingStore,
    ReportedStore,
    LaterNews,
    BounceMailboxStore,
    Bounces,
    MessagePublicationStore,
    MessageSettingsService,
    WordingService,
    PreferenceStore,
    PreferencesService,
    InboxStore,
    InboxService,
    OtherTopics,
    Recipients,
    AddressTags,
    ReminderTokens,
    SentLinks,
    VisitTokens,
    PatientLinks,
    MessageFactsService,
    Channels,
    LaneStore,
    Lanes,
    LaneNumbersStore,
    Operations,
    Metrics,
    ConsentStore,
    ConsentService,
    PatientConsents,
    SentTextStore,
    InboundTextStore,
    ProviderReports,
    InboundTexts,
    DeskTexts,
    Alarm,
    NewMessages,
    FollowingMessages,
    CalendarUpdates,
    MessageWorker,
    LaneSorter,
    MessageRunner,
    MessagesService,
    LedgerStore,
    Outlooks,
    ForecastService,
    ExceptionsService,
    HistoryService,
    FirstVisits,
    PlanListener,
    CatchingUpPlanner,
    CatchingUpStore,
    DigestPlanner,
    IncomingPlanner,
    Days,
    RequestPlanner,
    ReportPlanner,
    VisitRequestStore,
    VisitRequests,
    VisitAnswers,
    ReminderLinks,
  ],
  exports: [MessagesService, MessageRunner, ConsentService, VisitAnswers],
})
export class NotificationsModule implements OnModuleInit {
  constructor(
    private readonly extensions: SchedulingExtensions,
    private readonly listener: PlanListener,
    private readonly screening: ScreeningExtensions,
    private readonly requests: RequestPlanner,
    private readonly referrals: ReferralExtensions,
    private readonly reports: ReportPlanner,
    private readonly inbox: InboxStore,
    private readonly housekeeping: Housekeeping,
    private readonly digests: DigestPlanner,
    private readonly incoming: IncomingPlanner,
    private readonly visitRequests: VisitRequests,
    private readonly links: SignedLinks,
    private readonly catchingUp: CatchingUpPlanner,
    private readonly patients: PatientsService,
    private readonly sentLinks: SentLinks,
    private readonly bounces: Bounces,
    private readonly messages: NewMessages,
  ) {}

  onModuleInit(): void {
    this.extensions.addListener(this.listener);
    this.extensions.addListener(this.visitRequests);
    for (const purpose of [VISIT_LINK, REMINDERS_LINK]) this.links.register(purpose);
    this.screening.requestListeners.push((...heard) => this.requests.onRequest(...heard));
    this.referrals.reportListeners.push(this.reports);
    this.referrals.incomingListeners.push((...heard) => this.incoming.onIncoming(...heard));
    this.patients.listeners.push((...heard) => this.sentLinks.onPatientChange(...heard));
    this.patients.listeners.push((...heard) => this.messages.onPatientChange(...heard));
    this.housekeeping.addSoon('lists of the day', (tx, now) => this.digests.planDue(tx, now));
    this.housekeeping.addSoon('messages that the clinic wants now', (tx, now) => this.catchingUp.planMissing(tx, now));
    this.housekeeping.addErrand('mails that came back', (signal) => this.bounces.look(signal));
    this.housekeeping.add('notifications that were read', (tx, now) => this.inbox.forgetRead(tx, now));
  }
}
