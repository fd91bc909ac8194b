import { Module } from '@nestjs/common';
import { CheckpointsSurfaceModule } from './checkpoints/checkpoints.module';
import { CiRunsSurfaceModule } from './ci-runs/ci-runs.module';

/** `/v1` for AgentTrace clients and CI, `/api/public` for Langfuse SDKs (platform.md): one module a resource, with both of its dialects. */
@Module({ imports: [CheckpointsSurfaceModule, CiRunsSurfaceModule] })
export class PlatformModule {}
