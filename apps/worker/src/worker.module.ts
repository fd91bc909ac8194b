import { CONFIG, type Config, InfraModule, JobsModule, type Log } from '@debrief/infra';
import { IngestionModule, SettlingService } from '@debrief/ingestion';
import { RetentionModule, RetentionService } from '@debrief/retention';
import { TenancyExpiryService, TenancyModule } from '@debrief/tenancy';
import { type DynamicModule, Module } from '@nestjs/common';
import { createHandlers, JOB_HANDLERS } from './handlers';
import { HealthServer } from './health-server';
import { JobRunner } from './job-runner';
import { OutboxRelay } from './outbox-relay';
import { Schedules } from './schedules';
import { createSweeps, SWEEPS } from './sweeps';
import { Worker } from './worker';

@Module({})
export class WorkerModule {
  static forRoot(config: Config, log: Log): DynamicModule {
    return {
      module: WorkerModule,
      imports: [InfraModule.forRoot(config, log), JobsModule, TenancyModule, IngestionModule, RetentionModule],
      providers: [
        {
          provide: JOB_HANDLERS,
          useFactory: createHandlers,
          inject: [SettlingService, RetentionService, TenancyExpiryService],
        },
        {
          provide: SWEEPS,
          useFactory: ({ jobs }: Config, ...services: [SettlingService, RetentionService, TenancyExpiryService]) =>
            createSweeps(jobs, ...services),
          inject: [CONFIG, SettlingService, RetentionService, TenancyExpiryService],
        },
        HealthServer,
        JobRunner,
        OutboxRelay,
        Schedules,
        Worker,
      ],
    };
  }
}
