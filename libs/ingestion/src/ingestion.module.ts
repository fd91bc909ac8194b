import { Module } from '@nestjs/common';
import { IngestionService } from './ingestion.service';
import { MaskerCache } from './masking/masker-cache';

@Module({ providers: [IngestionService, MaskerCache], exports: [IngestionService, MaskerCache] })
export class IngestionModule {}
