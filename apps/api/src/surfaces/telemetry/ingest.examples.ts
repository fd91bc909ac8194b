import type { ApiBodyOptions } from '@nestjs/swagger';

export const ingestExample = { ok: true, accepted: 2 };

export const batchExample = {
  projectId: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
  requests: [
    {
      traceId: 'trace-001',
      direction: 'outbound',
      method: 'POST',
      host: 'payments.stripe.com',
      path: '/v1/charges',
      statusCode: 200,
      durationMs: 320,
      requestSize: 256,
      responseSize: 1024,
      userId: 'usr_99',
      timestamp: '2026-03-31T12:00:00.000Z',
    },
    {
      traceId: 'trace-002',
      direction: 'inbound',
      method: 'GET',
      host: 'api.myapp.com',
      path: '/api/orders',
      statusCode: 401,
      durationMs: 8,
      requestSize: 0,
      responseSize: 64,
      timestamp: '2026-03-31T12:00:01.000Z',
    },
  ],
};

type Schema = Extract<ApiBodyOptions, { schema: unknown }>['schema'];

/** Descriptive: the batch is checked by `readBatch`, which knows more than a schema can say. */
export const batchSchema: Schema = {
  type: 'object',
  required: ['projectId', 'requests'],
  properties: {
    projectId: { type: 'string', description: 'Id or slug of the project of the key' },
    requests: {
      type: 'array',
      minItems: 1,
      maxItems: 1_000,
      items: {
        type: 'object',
        required: ['traceId', 'direction', 'method', 'host', 'path', 'statusCode', 'durationMs', 'timestamp'],
        properties: {
          traceId: { type: 'string', maxLength: 256, description: 'Id of the run, or any other: it need not exist' },
          direction: { type: 'string', enum: ['inbound', 'outbound'] },
          method: { type: 'string', maxLength: 16, pattern: '^[A-Za-z0-9-]+$' },
          host: { type: 'string', description: 'Scheme, user info and path are cut; at most 255 characters remain' },
          path: { type: 'string', description: 'Query and fragment are cut and never stored' },
          statusCode: { type: 'integer', minimum: 0, maximum: 599, description: '100 to 599, or 0: no response' },
          durationMs: { type: 'number', minimum: 0, maximum: 2_147_483_647 },
          requestSize: { type: 'integer', nullable: true, minimum: -1, default: 0, description: 'Bytes; -1: unknown' },
          responseSize: { type: 'integer', nullable: true, minimum: -1, default: 0, description: 'Bytes; -1: unknown' },
          userId: { type: 'string', nullable: true, maxLength: 256 },
          errorFingerprint: { type: 'string', nullable: true, maxLength: 128 },
          timestamp: { type: 'string', description: 'ISO 8601; without an offset it is UTC' },
        },
      },
    },
  },
};
