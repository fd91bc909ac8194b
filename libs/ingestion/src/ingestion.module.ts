import { Module } from '@nestjs/common';
import { ExpiryService } from './expiry/expiry.service';
import { SpanDeletionService } from './expiry/span-deletion.service';
import { IngestionService } from './ingestion.service';
import { MaskerCache } from './masking/masker-cache';
import { SettlingService } from './settling/settling.service';

const services = [ExpiryService, IngestionService, MaskerCache, SettlingService, SpanDeletionService];

@Module({ providers: services, exports: services })
export class IngestionModule {}
