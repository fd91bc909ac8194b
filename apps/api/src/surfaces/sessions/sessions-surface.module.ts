import { SessionsModule } from '@debrief/sessions';
import { type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { KnownMethods } from '../../http/known-methods';
import { SessionDiagnosisController } from './diagnosis.controller';
import { SessionEventsController } from './events.controller';
import { SessionExportController } from './export.controller';
import { GenerationsController } from './generations.controller';
import { PrivateAnswers } from './private-answers';
import { SessionListController } from './sessions.controller';

const paths = ['api/projects/:projectId/sessions', 'api/projects/:projectId/sessions/*path'];

/** Diagnosis of one conversation at a time (sessions.md). Nothing is written here. */
@Module({
  imports: [SessionsModule],
  // The list last: `export` and `generations` are words of their own, and would be sessions' ids.
  controllers: [
    SessionEventsController,
    SessionDiagnosisController,
    SessionExportController,
    GenerationsController,
    SessionListController,
  ],
})
export class SessionsSurfaceModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(KnownMethods, PrivateAnswers).forRoutes(...paths);
  }
}
