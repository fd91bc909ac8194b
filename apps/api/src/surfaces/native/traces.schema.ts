import { nativeEventTypes } from '@debrief/ingestion';

const text = { type: 'string' as const, minLength: 1, maxLength: 256 };

/** The envelope of native.md §3. Further fields are kept, payloads are free. */
const eventSchema = {
  type: 'object' as const,
  required: ['type', 'session_id', 'timestamp', 'seq', 'idempotency_key', 'payload'],
  properties: {
    type: { type: 'string' as const, enum: [...nativeEventTypes] },
    session_id: { type: 'string' as const, minLength: 1 },
    timestamp: { type: 'string' as const, maxLength: 64 },
    seq: { type: 'integer' as const, minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
    idempotency_key: text,
    payload: { type: 'object' as const, additionalProperties: true },
    metadata: { type: 'object' as const, nullable: true, additionalProperties: true },
    span_id: { ...text, nullable: true },
    parent_id: { type: 'string' as const, maxLength: 256, nullable: true },
  },
  additionalProperties: true,
};

/** Body of POST /api/traces/{id}/events, for the API document: it is checked by hand, not by a DTO. */
export const appendSchema = {
  oneOf: [
    {
      type: 'object' as const,
      required: ['events'],
      properties: { events: { type: 'array' as const, items: eventSchema } },
    },
    eventSchema,
  ],
};
