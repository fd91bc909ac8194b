import { TenancyModule } from '@debrief/tenancy';
import { Module } from '@nestjs/common';
import { PlatformProjects } from './platform-projects';

/** What the controllers of all Platform resources share. */
@Module({ imports: [TenancyModule], providers: [PlatformProjects], exports: [PlatformProjects] })
export class ProjectChoiceModule {}
