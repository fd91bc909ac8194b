import { itemTypes } from './item-types';

export const batchSchema = {
  type: 'object',
  required: ['batch'],
  properties: {
    batch: {
      type: 'array',
      maxItems: 1_000,
      items: {
        type: 'object',
        required: ['id', 'type', 'timestamp', 'body'],
        properties: {
          id: { type: 'string', minLength: 1, maxLength: 256 },
          type: { type: 'string', enum: [...itemTypes.keys()] },
          timestamp: { type: 'string', format: 'date-time' },
          body: { type: 'object', additionalProperties: true },
          metadata: { additionalProperties: true },
        },
      },
    },
    metadata: { type: 'object', additionalProperties: true },
  },
};

export const batchExample = {
  batch: [
    {
      id: '4c6f2f0e-2f4f-4a36-9d55-7d6c1d6f3a10',
      type: 'trace-create',
      timestamp: '2026-11-20T10:00:00.000Z',
      body: { id: 'trace-1', name: 'code-review', userId: 'u-1', input: { file: 'main.py' } },
    },
    {
      id: '4c6f2f0e-2f4f-4a36-9d55-7d6c1d6f3a11',
      type: 'generation-create',
      timestamp: '2026-11-20T10:00:01.000Z',
      body: { id: 'obs-1', traceId: 'trace-1', model: 'gpt-4o', usage: { input: 150, output: 200 } },
    },
  ],
};

export const batchAnswer = {
  successes: [
    { id: '4c6f2f0e-2f4f-4a36-9d55-7d6c1d6f3a10', status: 201 },
    { id: '4c6f2f0e-2f4f-4a36-9d55-7d6c1d6f3a11', status: 201 },
  ],
  errors: [],
};
