import { IngestionModule } from '@debrief/ingestion';
import { ReplayModule } from '@debrief/replay';
import { TenancyModule } from '@debrief/tenancy';
import { Module } from '@nestjs/common';
import { IdempotencyModule } from '../../http/idempotency/idempotency.module';
import { ApiKeysController } from './api-keys.controller';
import { AuditLogController } from './audit-log.controller';
import { MembersController } from './members.controller';
import { OnboardingController } from './onboarding.controller';
import { ProjectsController } from './projects.controller';
import { SessionsController } from './sessions.controller';
import { TracesController } from './traces.controller';
import { WorkspaceController } from './workspace.controller';

const runs = [TracesController, SessionsController];
const tenancy = [ProjectsController, ApiKeysController, MembersController, WorkspaceController, OnboardingController, AuditLogController];

/** The surface that our own SDK, the console and the workers speak (native.md). */
@Module({ imports: [IdempotencyModule, TenancyModule, IngestionModule, ReplayModule], controllers: [...runs, ...tenancy] })
export class NativeModule {}
