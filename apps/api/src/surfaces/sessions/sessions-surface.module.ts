import { SessionsModule } from '@debrief/sessions';
import { type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { KnownMethods } from '../../http/known-methods';
import { SessionDiagnosisController } from './diagnosis.controller';
import { SessionEventsController } from './events.controller';
import { SessionExportController } from './export.controller';
import { PrivateAnswers } from './private-answers';

const paths = ['api/projects/:projectId/sessions', 'api/projects/:projectId/sessions/*path'];

/** Diagnosis of one conversation at a time (sessions.md). Nothing is written here. */
@Module({
  imports: [SessionsModule],
  // Export first: it would be a session's id.
  controllers: [SessionExportController, SessionEventsController, SessionDiagnosisController],
})
export class SessionsSurfaceModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(KnownMethods, PrivateAnswers).forRoutes(...paths);
  }
}
