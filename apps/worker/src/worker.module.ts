import { AnalysisModule } from '@debrief/analysis';
import { EvaluationModule } from '@debrief/evaluation';
import { FixAgentModule } from '@debrief/fix-agent';
import { IncidentsModule } from '@debrief/incidents';
import { CONFIG, type Config, InfraModule, JobsModule, type Log } from '@debrief/infra';
import { createMasker, IngestionModule } from '@debrief/ingestion';
import { RegressionModule } from '@debrief/regression';
import { ReplayModule } from '@debrief/replay';
import { RetentionModule } from '@debrief/retention';
import { TenancyModule } from '@debrief/tenancy';
import { WebhookSenderModule } from '@debrief/webhooks';
import { type DynamicModule, Module } from '@nestjs/common';
import {
  createEndings,
  createHandlers,
  JOB_ENDINGS,
  JOB_HANDLERS,
  SERVICES,
  type Services,
  servicesProvider,
} from './handlers';
import { HealthServer } from './health-server';
import { JobRunner } from './job-runner';
import { OutboxRelay } from './outbox-relay';
import { Schedules } from './schedules';
import { createSweeps, SWEEPS } from './sweeps';
import { Worker } from './worker';

const masker = createMasker({ maskEmails: true });
const webhooks = WebhookSenderModule.masking((text) => masker.maskText(text).value);

const core = [TenancyModule, IngestionModule, RetentionModule, ReplayModule, webhooks];
const features = [...core, AnalysisModule, IncidentsModule, FixAgentModule, RegressionModule, EvaluationModule];

@Module({})
export class WorkerModule {
  static forRoot(config: Config, log: Log): DynamicModule {
    return {
      module: WorkerModule,
      imports: [InfraModule.forRoot(config, log), JobsModule, ...features],
      providers: [
        servicesProvider,
        { provide: JOB_HANDLERS, useFactory: createHandlers, inject: [SERVICES] },
        { provide: JOB_ENDINGS, useFactory: createEndings, inject: [SERVICES] },
        {
          provide: SWEEPS,
          useFactory: ({ jobs }: Config, services: Services) => createSweeps(jobs, services),
          inject: [CONFIG, SERVICES],
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
