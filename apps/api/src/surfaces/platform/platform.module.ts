import { Module } from '@nestjs/common';
import { PlatformObservationsModule } from './observations/observations.module';

/** `/v1` for AgentTrace clients and CI, `/api/public` for Langfuse SDKs (platform.md): one module a resource, with both of its dialects. */
@Module({ imports: [PlatformObservationsModule] })
export class PlatformModule {}
