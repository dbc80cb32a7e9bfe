import { Module } from '@nestjs/common';
import { IdentityModule } from '#identity';
import { ChangesController } from './changes/changes.controller.js';
import { EventStreams } from './changes/event-streams.service.js';

@Module({ imports: [IdentityModule], controllers: [ChangesController], providers: [EventStreams] })
export class IntegrationsModule {}
