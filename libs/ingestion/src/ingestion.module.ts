import { ObjectStoreModule } from '@debrief/infra';
import { Module } from '@nestjs/common';
import { CreationsService } from './entities/creations.service';
import { EntityService } from './entities/entity.service';
import { CommentsService } from './comments/comments.service';
import { ExpiryService } from './expiry/expiry.service';
import { SpanDeletionService } from './expiry/span-deletion.service';
import { IngestionService } from './ingestion.service';
import { MaskerCache } from './masking/masker-cache';
import { MediaService } from './media/media.service';
import { MediaUploadsService } from './media/media-uploads.service';
import { RereadingService } from './rereading/rereading.service';
import { ScoreConfigsService } from './scores/score-configs.service';
import { ScoreService } from './scores/score.service';
import { SettlingService } from './settling/settling.service';
import { PriceCache } from './spans/price-cache';

const services = [
  CommentsService,
  EntityService,
  CreationsService,
  ExpiryService,
  IngestionService,
  MaskerCache,
  MediaService,
  MediaUploadsService,
  PriceCache,
  RereadingService,
  ScoreConfigsService,
  ScoreService,
  SettlingService,
  SpanDeletionService,
];

@Module({ imports: [ObjectStoreModule], providers: services, exports: services })
export class IngestionModule {}
