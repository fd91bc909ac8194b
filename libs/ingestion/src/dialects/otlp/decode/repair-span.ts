import { maxListItems, type SentAttributes, type SentList, type SentSpan } from '@debrief/infra';
import type { OtlpResource, OtlpScope, OtlpSpan, OtlpSpanKind, SentFields } from '../otlp.types';
import { isSpanId, namesNone } from './span-ids';

export interface RepairContext {
  readonly resource: OtlpResource;
  readonly scope: OtlpScope;
  readonly arrivedUnixNano: bigint;
}

export interface RepairedSpan {
  readonly span: OtlpSpan;
  readonly warnings: readonly string[];
}

/** Repairs a span with good ids as otel.md A4 says; what a repair replaces is kept as it was sent. Takes over its attributes. */
export function repairSpan(sent: SentSpan, { resource, scope, arrivedUnixNano }: RepairContext): RepairedSpan {
  const replaced: { -readonly [Field in keyof SentFields]: SentFields[Field] } = {};
  const warnings: string[] = [];
  const parentProblem = problemOfParent(sent);
  if (parentProblem !== null) {
    warnings.push(parentProblem);
    replaced.parentSpanId = sent.parentSpanId;
  }
  if (sent.name === '') replaced.name = '';
  const startUnixNano = sent.startTimeUnixNano || arrivedUnixNano;
  if (startUnixNano !== sent.startTimeUnixNano) replaced.startUnixNano = sent.startTimeUnixNano;
  const endUnixNano = endOf(sent.endTimeUnixNano, startUnixNano);
  if (endUnixNano !== null && endUnixNano !== sent.endTimeUnixNano) replaced.endUnixNano = sent.endTimeUnixNano;
  if (isCut(sent)) warnings.push('attributes, events or links beyond the limit were dropped');
  const span: OtlpSpan = {
    traceId: sent.traceId,
    spanId: sent.spanId,
    parentSpanId: parentProblem !== null || namesNone(sent.parentSpanId) ? null : sent.parentSpanId,
    traceState: sent.traceState,
    flags: sent.flags,
    name: sent.name || 'unnamed',
    kind: spanKind(sent.kind),
    startUnixNano,
    endUnixNano,
    attributes: sent.attributes.values,
    events: sent.events.items.map(({ attributes, ...event }) => ({
      ...event,
      attributes: attributes.values,
      droppedAttributesCount: event.droppedAttributesCount + attributesBeyond(attributes),
    })),
    links: sent.links.items.map(({ attributes, ...link }) => ({
      ...link,
      attributes: attributes.values,
      droppedAttributesCount: link.droppedAttributesCount + attributesBeyond(attributes),
    })),
    status: { code: statusCode(sent.status.code), message: sent.status.message },
    droppedAttributesCount: sent.droppedAttributesCount + attributesBeyond(sent.attributes),
    droppedEventsCount: sent.droppedEventsCount + itemsBeyond(sent.events),
    droppedLinksCount: sent.droppedLinksCount + itemsBeyond(sent.links),
    resource,
    scope,
  };
  return { span: Object.keys(replaced).length > 0 ? { ...span, sent: replaced } : span, warnings };
}

/** Null: the parent is good, or there is none. */
function problemOfParent({ parentSpanId, spanId }: SentSpan): string | null {
  if (namesNone(parentSpanId)) return null;
  if (!isSpanId(parentSpanId)) return 'parent span id is not 8 bytes: stored as a root';
  return parentSpanId === spanId ? 'span is its own parent: stored as a root' : null;
}

/** Zero is how an unfinished span says so. */
function endOf(sent: bigint, start: bigint): bigint | null {
  if (sent === 0n) return null;
  return sent < start ? start : sent;
}

const spanKind = (kind: number): OtlpSpanKind => (kind >= 0 && kind <= 5 ? (kind as OtlpSpanKind) : 0);
const statusCode = (code: number): 0 | 1 | 2 => (code === 1 || code === 2 ? code : 0);

const attributesBeyond = ({ count }: SentAttributes): number => Math.max(0, count - maxListItems);
const itemsBeyond = ({ count, items }: SentList<unknown>): number => count - items.length;

const isCut = ({ attributes, events, links }: SentSpan): boolean =>
  attributesBeyond(attributes) > 0 ||
  itemsBeyond(events) > 0 ||
  itemsBeyond(links) > 0 ||
  [...events.items, ...links.items].some((item) => attributesBeyond(item.attributes) > 0);
