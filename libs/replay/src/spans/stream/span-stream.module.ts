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
import { StreamService } from '../../stream/stream.service';
import type { RecordReader } from '../../stream/stream.types';
import { spanDialect } from './span-dialect';
import { SpanStreamService } from './span-stream.service';

/** The stream shows spans alone. */
const nothing: RecordReader = () => Promise.resolve(new Map());
const readers = { analysis: nothing, incident: nothing, fix_run: nothing, regression_run: nothing };

@Module({
  imports: [TenancyModule],
  providers: [
    {
      provide: SpanStreamService,
      useFactory: (
        database: Database,
        bus: LiveBus,
        seats: LiveSeats,
        credentials: CredentialsService,
        log: Log,
        { limits: { streamsPerWorkspace } }: Config,
      ) =>
        new SpanStreamService(
          database,
          new StreamService({
            database,
            bus,
            seats,
            credentials,
            log,
            streamsPerWorkspace,
            readers,
            dialect: spanDialect,
          }),
        ),
      inject: [Database, LIVE_BUS, LIVE_SEATS, CredentialsService, LOG, CONFIG],
    },
  ],
  exports: [SpanStreamService],
})
export class SpanStreamModule {}
