import { Module } from '@nestjs/common';
import { SessionEventsService } from './listing/session-events.service';
import { SessionReader } from './session-reader';

const services = [SessionReader, SessionEventsService];

@Module({ providers: services, exports: services })
export class SessionsModule {}
