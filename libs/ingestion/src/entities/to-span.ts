import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import type { OtlpResource, OtlpScope, OtlpSpan } from '../dialects/otlp/otlp.types';
import type { FoldedObservation } from './fold/fold-observation';
import { attributeOf, eventTypeAttribute, promptAttributes, usageUnitAttribute } from './span-attributes';

export interface SpanSource {
  readonly resource: OtlpResource;
  readonly scope: OtlpScope;
}

/** The resource and the scope of observations that did not come over OpenTelemetry: they say nothing. */
export const noSource: SpanSource = {
  resource: { attributes: {}, schemaUrl: '' },
  scope: { name: '', version: '', attributes: {}, schemaUrl: '' },
};

/** Internal: the kind that says least. */
const plainKind = 1;

/**
 * An observation as a span in Langfuse's OpenTelemetry vocabulary: its type, tokens, cost, messages and steps are then read by the rules that
 * read all spans. Values stay what they are: an input that is an object is an object there, too.
 */
export const toSpan = (observation: FoldedObservation, { resource, scope }: SpanSource): OtlpSpan => {
  const { id, traceId, start, end, fields } = observation;
  const sent = isJsonObject(fields['span']) ? fields['span'] : {};
  const name = textOf(fields['name']);
  return {
    traceId,
    spanId: id,
    parentSpanId: parentOf(observation),
    traceState: textOf(sent['traceState']),
    flags: numberOf(sent['flags'], 1),
    name: name || 'unnamed',
    kind: numberOf(sent['kind'], plainKind) as OtlpSpan['kind'],
    startUnixNano: precise(sent['start'], start),
    endUnixNano: end === null ? null : precise(sent['end'], end),
    attributes: toAttributes(observation, isJsonObject(sent['attributes']) ? sent['attributes'] : {}),
    events: listOf(sent['events']).map((event) => ({
      name: textOf(event['name']),
      timeUnixNano: BigInt(textOf(event['time']) || '0'),
      attributes: isJsonObject(event['attributes']) ? event['attributes'] : {},
      droppedAttributesCount: numberOf(event['droppedAttributesCount'], 0),
    })),
    links: listOf(sent['links']).map((link) => ({
      traceId: textOf(link['traceId']),
      spanId: textOf(link['spanId']),
      traceState: textOf(link['traceState']),
      flags: numberOf(link['flags'], 0),
      attributes: isJsonObject(link['attributes']) ? link['attributes'] : {},
      droppedAttributesCount: numberOf(link['droppedAttributesCount'], 0),
    })),
    status: statusOf(fields, sent),
    droppedAttributesCount: numberOf(sent['droppedAttributesCount'], 0),
    droppedEventsCount: numberOf(sent['droppedEventsCount'], 0),
    droppedLinksCount: numberOf(sent['droppedLinksCount'], 0),
    ...(name === '' && { sent: { name: '' } }),
    resource,
    scope,
  };
};

/** Null: a root. What names itself as its parent is one. */
const parentOf = ({ id, fields }: FoldedObservation): string | null => {
  const parent = textOf(fields['parentObservationId']);
  return parent === '' || parent === id ? null : parent;
};

const toAttributes = ({ type, fields }: FoldedObservation, sent: JsonObject): JsonObject => {
  const attributes: JsonObject = Object.create(null) as JsonObject;
  for (const key of Object.keys(sent)) attributes[key] = sent[key] as JsonValue;
  const isTold = fields['span'] === undefined || type !== 'span';
  if (isTold) attributes[attributeOf.type] = type;
  for (const [field, attribute] of Object.entries(attributeOf)) {
    const value = field === 'type' ? undefined : fields[field];
    if (value !== undefined) attributes[attribute] = value;
  }
  const prompt = fields['prompt'];
  if (isJsonObject(prompt)) {
    attributes[promptAttributes.name] = prompt['name'] ?? null;
    attributes[promptAttributes.version] = prompt['version'] ?? null;
  }
  if (fields['usageUnit'] !== undefined) attributes[usageUnitAttribute] = fields['usageUnit'];
  if (fields['eventType'] !== undefined) attributes[eventTypeAttribute] = fields['eventType'];
  return attributes;
};

const statusOf = (fields: JsonObject, sent: JsonObject): OtlpSpan['status'] => {
  const message = textOf(fields['statusMessage']);
  if (fields['level'] === 'ERROR') return { code: 2, message };
  const status = isJsonObject(sent['status']) ? sent['status'] : {};
  return { code: numberOf(status['code'], 0) as 0 | 1 | 2, message: textOf(status['message']) };
};

/** OpenTelemetry's nanoseconds, where they are of the microsecond that the fold chose. */
const precise = (sent: JsonValue | undefined, nano: bigint): bigint => {
  const text = textOf(sent);
  return text !== '' && BigInt(text) / 1_000n === nano / 1_000n ? BigInt(text) : nano;
};

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
const numberOf = (value: JsonValue | undefined, standard: number): number =>
  typeof value === 'number' ? value : standard;
const listOf = (value: JsonValue | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);
