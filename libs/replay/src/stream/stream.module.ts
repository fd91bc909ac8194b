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
import { type DynamicModule, Module } from '@nestjs/common';
import { StreamService } from './stream.service';
import type { RecordReaders } from './stream.types';

@Module({})
export class StreamModule {
  /** @param readers of the kinds that features to the right write */
  static showing(readers: RecordReaders): DynamicModule {
    return {
      module: StreamModule,
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
            { limits: { streamsPerWorkspace } }: Config,
          ) => new StreamService({ database, bus, seats, credentials, log, streamsPerWorkspace, readers }),
          inject: [Database, LIVE_BUS, LIVE_SEATS, CredentialsService, LOG, CONFIG],
        },
      ],
      exports: [StreamService],
    };
  }
}
