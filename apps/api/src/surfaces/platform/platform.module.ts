import { Module } from '@nestjs/common';
import { DatasetsSurfaceModule } from './datasets/datasets-surface.module';

/** `/v1` for AgentTrace clients and CI, `/api/public` for Langfuse SDKs (platform.md): one module a resource, with both of its dialects. */
@Module({ imports: [DatasetsSurfaceModule] })
export class PlatformModule {}
