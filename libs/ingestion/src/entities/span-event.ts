import type { OtlpSpan } from '../dialects/otlp/otlp.types';
import type { SourceIds } from '../spans/raw-span';
import type { EntitySurface } from './entity-event';
import type { NewEntityEvent } from './entity.queries';
import { fromSpan } from './from-span';

/** A span as an event of the observation that has its id: it happened when the span ended, or began where it has not ended. */
export const spanEvent = (
  span: OtlpSpan,
  {
    sources,
    digest,
    surface,
  }: { readonly sources: SourceIds; readonly digest: Buffer; readonly surface: EntitySurface },
): NewEntityEvent => ({
  entity: 'observation',
  id: span.spanId,
  eventId: `span:${span.spanId}`,
  digest,
  surface,
  kind: 'create',
  occurredAt: Number((span.endUnixNano ?? span.startUnixNano) / 1_000n),
  clears: [],
  body: fromSpan(span, sources),
});
