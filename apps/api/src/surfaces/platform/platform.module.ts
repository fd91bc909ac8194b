import { type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { KnownMethods } from '../../http/known-methods';
import { CommentsModule } from './comments/comments.module';
import { DatasetsSurfaceModule } from './datasets/datasets-surface.module';
import { CheckpointsSurfaceModule } from './checkpoints/checkpoints.module';
import { CiRunsSurfaceModule } from './ci-runs/ci-runs.module';
import { EvaluatorsSurfaceModule } from './evaluators/evaluators-surface.module';
import { IngestionSurfaceModule } from './ingestion/ingestion.module';
import { LaterModule } from './later/later.module';
import { MediaSurfaceModule } from './media/media.module';
import { PlatformObservationsModule } from './observations/observations.module';
import { PlatformProjectsModule } from './projects/projects.module';
import { PromptsSurfaceModule } from './prompts/prompts-surface.module';
import { IngestionVersion } from './public/ingestion-version';
import { ScoresModule } from './scores/scores.module';
import { PlatformSessionsModule } from './sessions/sessions.module';
import { PlatformTracesModule } from './traces/traces.module';
import { JsonOnly } from './v1/json-only';

/** What other surfaces have below `/api/v1`. */
const ofOthers = ['api/v1/project/*path', 'api/v1/health', 'api/v1/http-requests', 'api/v1/http-requests/*path'];

/** `/v1` for AgentTrace clients and CI, `/api/public` for Langfuse SDKs (platform.md): one module a resource, with both of its dialects. */
@Module({
  imports: [
    CommentsModule,
    DatasetsSurfaceModule,
    CheckpointsSurfaceModule,
    CiRunsSurfaceModule,
    EvaluatorsSurfaceModule,
    IngestionSurfaceModule,
    LaterModule,
    MediaSurfaceModule,
    PlatformObservationsModule,
    PlatformProjectsModule,
    PlatformSessionsModule,
    PlatformTracesModule,
    PromptsSurfaceModule,
    ScoresModule,
  ],
})
export class PlatformModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer
      .apply(KnownMethods)
      .exclude(...ofOthers)
      .forRoutes('v1/*path', 'api/v1/*path', 'api/public/*path');
    consumer
      .apply(JsonOnly)
      .exclude(...ofOthers, 'v1/logs', 'v1/metrics')
      .forRoutes('v1/*path', 'api/v1/*path');
    consumer.apply(IngestionVersion).forRoutes('api/public/*path');
  }
}
