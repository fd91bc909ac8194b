import { Module } from '@nestjs/common';
import { SessionEventsService } from './listing/session-events.service';
import { SessionListService } from './listing/session-list.service';
import { SessionReader } from './session-reader';

const services = [SessionReader, SessionEventsService, SessionListService];

@Module({ providers: services, exports: services })
export class SessionsModule {}
