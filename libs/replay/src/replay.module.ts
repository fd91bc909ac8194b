import { Module } from '@nestjs/common';
import { ReplayService } from './replay.service';
import { SpansService } from './spans/spans.service';

@Module({ providers: [ReplayService, SpansService], exports: [ReplayService, SpansService] })
export class ReplayModule {}
