import { Module } from '@nestjs/common';
import { ScoresModule } from './scores/scores.module';

/** `/v1` for AgentTrace clients and CI, `/api/public` for Langfuse SDKs (platform.md): one module a resource, with both of its dialects. */
@Module({ imports: [ScoresModule] })
export class PlatformModule {}
