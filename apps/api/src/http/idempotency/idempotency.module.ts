import { Module } from '@nestjs/common';
import { Idempotency } from './idempotency';

/** What `@Idempotent()` routes need: their module imports this. */
@Module({ providers: [Idempotency], exports: [Idempotency] })
export class IdempotencyModule {}
