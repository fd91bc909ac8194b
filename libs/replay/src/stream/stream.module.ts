import {
  type Config,
  CONFIG,
  Database,
  LIVE_BUS,
  LIVE_SEATS,
  type LiveBus,
  type LiveSeats,
  LOG,
  type Log,
} from '@debrief/infra';
import { CredentialsService, TenancyModule } from '@debrief/tenancy';
import { Module } from '@nestjs/common';
import { StreamService } from './stream.service';

@Module({
  imports: [TenancyModule],
  providers: [
    {
      provide: StreamService,
      useFactory: (
        database: Database,
        bus: LiveBus,
        seats: LiveSeats,
        credentials: CredentialsService,
        log: Log,
        config: Config,
      ) =>
        new StreamService({
          database,
          bus,
          seats,
          credentials,
          log,
          streamsPerWorkspace: config.limits.streamsPerWorkspace,
        }),
      inject: [Database, LIVE_BUS, LIVE_SEATS, CredentialsService, LOG, CONFIG],
    },
  ],
  exports: [StreamService],
})
export class StreamModule {}
