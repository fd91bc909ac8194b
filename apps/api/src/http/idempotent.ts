import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor';

/** The route honours `Idempotency-Key`. Its handler returns its answer (it does not write to the response itself). */
export const Idempotent = (): MethodDecorator =>
  applyDecorators(
    UseInterceptors(IdempotencyInterceptor),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        'Same key and body within 24 hours: the stored answer with `Idempotent-Replayed: true`. Another body: 409.',
      schema: { type: 'string', minLength: 1, maxLength: 256 },
    }),
  );
