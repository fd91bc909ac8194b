import { Module } from '@nestjs/common';
import { PromptsSurfaceModule } from './prompts/prompts-surface.module';

/** `/v1` for AgentTrace clients and CI, `/api/public` for Langfuse SDKs (platform.md): one module a resource, with both of its dialects. */
@Module({ imports: [PromptsSurfaceModule] })
export class PlatformModule {}
