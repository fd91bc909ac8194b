import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import type { NormalSpan } from '../../conventions/normal-span';
import type { MessageOrigin } from '../draft-message';
import type { Attributes, OtlpLogRecord, OtlpSpan } from '../../otlp.types';
import { unfoldIndexed, type IndexedLists, type IndexedPrefix } from '../unfold-indexed';

/** A span event, or a log record that is named as one. */
export interface MessageEvent {
  readonly name: string;
  readonly fields: JsonObject;
  readonly origin: MessageOrigin;
}

/** What sources read of a span. */
export class SpanView {
  readonly attributes: Attributes;
  private unfolded: IndexedLists | undefined;
  private namedEvents: readonly MessageEvent[] | undefined;

  constructor(
    readonly span: OtlpSpan,
    readonly normal: NormalSpan,
    private readonly logs: readonly OtlpLogRecord[],
  ) {
    this.attributes = span.attributes;
  }

  /** In the order of the span, then of the logs. */
  get events(): readonly MessageEvent[] {
    this.namedEvents ??= [...this.span.events.map(ofSpanEvent), ...this.logs.map(ofLogRecord)];
    return this.namedEvents;
  }

  indexed(prefix: IndexedPrefix): readonly JsonValue[] {
    this.unfolded ??= unfoldIndexed(this.attributes);
    return this.unfolded.lists.get(prefix) ?? [];
  }

  get droppedSlots(): number {
    return this.unfolded?.dropped ?? 0;
  }
}

const ofSpanEvent = ({ name, attributes, timeUnixNano }: OtlpSpan['events'][number]): MessageEvent => ({
  name,
  fields: attributes,
  origin: { source: 'event', timeUnixNano },
});

/** The body says what the attributes of a span event would; older conventions put the name into an attribute. */
function ofLogRecord({ eventName, attributes, body, timeUnixNano, observedTimeUnixNano }: OtlpLogRecord): MessageEvent {
  const named = attributes['event.name'];
  const said = isJsonObject(body) ? body : typeof body === 'string' ? { content: body } : {};
  return {
    name: eventName === '' && typeof named === 'string' ? named : eventName,
    fields: { ...attributes, ...said },
    origin: { source: 'log', timeUnixNano: timeUnixNano === 0n ? observedTimeUnixNano : timeUnixNano },
  };
}
