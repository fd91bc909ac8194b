import { Module } from '@nestjs/common';
import { PlatformSessionReader } from './platform-traces/platform-session-reader';
import { PlatformTraceReader } from './platform-traces/platform-trace-reader';
import { ObservationReader } from './observations/observation-reader';
import { ReplayService } from './replay.service';
import { LogsService } from './signals/logs.service';
import { MetricsService } from './signals/metrics.service';
import { CommentReader } from './comments/comment-reader';
import { ScoreConfigReader } from './scores/score-config-reader';
import { ScoreReader } from './scores/score-reader';
import { FeedService } from './spans/feed/feed.service';
import { MessagesService } from './spans/messages/messages.service';
import { NotesService } from './spans/notes/notes.service';
import { ProjectStatsService } from './spans/project-stats.service';
import { SpanSessionsService } from './spans/span-sessions.service';
import { SpansService } from './spans/spans.service';

const services = [
  ReplayService,
  SpansService,
  NotesService,
  SpanSessionsService,
  ProjectStatsService,
  MessagesService,
  FeedService,
  LogsService,
  MetricsService,
  CommentReader,
  ScoreConfigReader,
  ScoreReader,
  PlatformTraceReader,
  PlatformSessionReader,
  ObservationReader,
];

@Module({ providers: services, exports: services })
export class ReplayModule {}
