import { invalid } from '@debrief/kernel';
import { Objects, Texts } from '../../http/fields';

/** Body of DELETE …/traces. */
export class DeleteTracesBody {
  @Texts({ required: true, max: 256, maxItems: 100, description: 'Ids that are unknown are left out' })
  trace_ids!: string[];
}

/** Body of DELETE …/sessions. */
export class DeleteSessionsBody {
  @Texts({ required: true, max: 256, maxItems: 100, description: 'Ids that are unknown are left out' })
  session_ids!: string[];
}

/** Body of DELETE …/spans. */
export class DeleteSpansBody {
  @Objects({
    required: true,
    maxItems: 1000,
    item: {
      type: 'object',
      required: ['trace_id', 'span_id'],
      properties: { trace_id: { type: 'string' }, span_id: { type: 'string' } },
    },
    description: 'Spans that are unknown are left out',
  })
  spans!: Readonly<Record<string, unknown>>[];
}

/** @throws DomainError INVALID `spans` */
export const toSpanNames = ({ spans }: DeleteSpansBody) =>
  spans.map(({ trace_id: traceId, span_id: spanId }) => {
    if (!isId(traceId) || !isId(spanId)) throw invalid('spans', 'must each have trace_id and span_id');
    return { traceId, spanId };
  });

const isId = (value: unknown): value is string =>
  // eslint-disable-next-line no-control-regex
  typeof value === 'string' && value.length <= 256 && !/[\u0000-\u001f]/.test(value);
