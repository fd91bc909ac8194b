import { Module } from '@nestjs/common';
import { PromptLabelsService } from './prompt-labels.service';
import { PromptReader } from './prompt-reader';
import { PromptsService } from './prompts.service';

const services = [PromptReader, PromptsService, PromptLabelsService];

@Module({ providers: services, exports: services })
export class PromptsModule {}
