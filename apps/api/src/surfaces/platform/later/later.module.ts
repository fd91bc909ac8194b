import { Module } from '@nestjs/common';
import { LaterController } from './later.controller';

/** What clients know and this server does not serve yet. */
@Module({ controllers: [LaterController] })
export class LaterModule {}
