import { AnalysisModule, readAnalysisRecords } from '@debrief/analysis';
import { ArtifactsModule } from '@debrief/artifacts';
import { FixAgentModule, readFixRunRecords } from '@debrief/fix-agent';
import { IncidentsModule, readIncidentRecords } from '@debrief/incidents';
import { IngestionModule } from '@debrief/ingestion';
import { readRegressionRunRecords, RegressionModule } from '@debrief/regression';
import { ReplayModule, StreamModule } from '@debrief/replay';
import { RepositoriesModule } from '@debrief/repositories';
import { RetentionModule } from '@debrief/retention';
import { TelemetryModule } from '@debrief/telemetry';
import { TenancyModule } from '@debrief/tenancy';
import { WebhooksModule } from '@debrief/webhooks';
import { Module } from '@nestjs/common';
import { AnalysisController } from './analysis.controller';
import { ApiKeysController } from './api-keys.controller';
import { ArtifactsController } from './artifacts.controller';
import { AuditLogController } from './audit-log.controller';
import { ConnectedRepoController } from './connected-repo.controller';
import { FixRunsController } from './fix-runs.controller';
import { GithubController } from './github.controller';
import { IncidentsController } from './incidents.controller';
import { MembersController } from './members.controller';
import { ObjectsController } from './objects.controller';
import { OnboardingController } from './onboarding.controller';
import { ProjectsController } from './projects.controller';
import { ProofController } from './proof.controller';
import { RegressionRunsController } from './regression-runs.controller';
import { ReplaysController } from './replays.controller';
import { RetentionController } from './retention.controller';
import { SessionsController } from './sessions.controller';
import { StreamController } from './stream.controller';
import { TracesController } from './traces.controller';
import { WebhookDeliveriesController } from './webhook-deliveries.controller';
import { WebhooksController } from './webhooks.controller';
import { WorkspaceController } from './workspace.controller';

const runs = [TracesController, SessionsController, StreamController, RetentionController, AnalysisController];
const artifacts = [ArtifactsController, ObjectsController];
const tenancy = [
  ProjectsController,
  ApiKeysController,
  MembersController,
  WorkspaceController,
  OnboardingController,
  AuditLogController,
];
const repositories = [ConnectedRepoController, GithubController];

const incidents = [
  IncidentsController,
  FixRunsController,
  RegressionRunsController,
  ReplaysController,
  ProofController,
];

const webhooks = [WebhooksController, WebhookDeliveriesController];

const features = [
  TenancyModule,
  RepositoriesModule,
  IngestionModule,
  ArtifactsModule,
  ReplayModule,
  RetentionModule,
  AnalysisModule,
  IncidentsModule,
  FixAgentModule,
  RegressionModule,
  TelemetryModule,
  WebhooksModule,
];

/** The surface that our own SDK, the console and the workers speak (native.md). */
@Module({
  imports: [
    ...features,
    StreamModule.showing({
      analysis: readAnalysisRecords,
      incident: readIncidentRecords,
      fix_run: readFixRunRecords,
      regression_run: readRegressionRunRecords,
    }),
  ],
  controllers: [...runs, ...artifacts, ...tenancy, ...repositories, ...incidents, ...webhooks],
})
export class NativeModule {}
