import { PromptsModule } from '@debrief/prompts';
import { Module } from '@nestjs/common';
import { ProjectChoiceModule } from '../project-choice.module';
import { NamedPromptController } from './named-prompt.controller';
import { PublicPromptsController } from './public-prompts.controller';
import { V1CompileController } from './v1-compile.controller';
import { V1PromptVersionsController } from './v1-prompt-versions.controller';
import { V1PromptsController } from './v1-prompts.controller';

@Module({
  imports: [ProjectChoiceModule, PromptsModule],
  controllers: [
    V1PromptsController,
    V1PromptVersionsController,
    V1CompileController,
    NamedPromptController,
    PublicPromptsController,
  ],
})
export class PromptsSurfaceModule {}
