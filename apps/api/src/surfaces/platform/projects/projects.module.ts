import { TenancyModule } from '@debrief/tenancy';
import { Module } from '@nestjs/common';
import { ConsoleLinksController } from './console-links.controller';
import { PublicProjectsController } from './public-projects.controller';

/** Whom a Langfuse SDK talks to, and the links that it prints. */
@Module({ imports: [TenancyModule], controllers: [PublicProjectsController, ConsoleLinksController] })
export class PlatformProjectsModule {}
