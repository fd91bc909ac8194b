import type { ApiBodyOptions } from '@nestjs/swagger';
import type { Answer } from '../../http/operation';

const exportExample = {
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'booking-agent' } }] },
      scopeSpans: [
        {
          scope: { name: 'agent', version: '1.0.0' },
          spans: [
            {
              traceId: '0af7651916cd43dd8448eb211c80319c',
              spanId: '00f067aa0ba902b7',
              name: 'chat gpt-5',
              kind: 3,
              startTimeUnixNano: '1767225600000000000',
              endTimeUnixNano: '1767225601500000000',
              attributes: [
                { key: 'gen_ai.operation.name', value: { stringValue: 'chat' } },
                { key: 'gen_ai.request.model', value: { stringValue: 'gpt-5' } },
                { key: 'gen_ai.usage.input_tokens', value: { intValue: '1000' } },
              ],
            },
          ],
        },
      ],
    },
  ],
};

/** ExportTraceServiceRequest */
export const exportBody = {
  schema: { type: 'object', properties: { resourceSpans: { type: 'array', items: { type: 'object' } } } },
  examples: { spans: { value: exportExample } },
} as const satisfies ApiBodyOptions;

/** ExportTraceServiceResponse */
export const exportAnswers: Readonly<Record<number, Answer>> = {
  200: {
    description: 'Empty, unless spans were rejected or changed. In the encoding of the request',
    example: {
      partialSuccess: {
        rejectedSpans: '1',
        errorMessage: 'rejected: trace id is not 16 bytes or all zero (1, first id 00f067aa0ba902b7)',
      },
    },
  },
};
