import { createHash } from 'node:crypto';
import { canonicalJson, cloneJson, isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import { toMetadataValue } from '../dialects/otlp/conventions/langfuse-metadata';
import { readStructure } from '../dialects/otlp/conventions/span-reader';
import { formatUnixNano } from '../dialects/otlp/format-unix-nano';
import type { Attributes, OtlpSpan } from '../dialects/otlp/otlp.types';
import type { EntityEvent } from './entity-event';

/** Attributes by which a span of Langfuse's SDKs speaks of its trace (platform.md C2), in the order in which they are asked. */
const texts: Readonly<Record<string, readonly string[]>> = {
  name: ['langfuse.trace.name'],
  userId: ['user.id', 'langfuse.user.id'],
  sessionId: ['session.id', 'langfuse.session.id'],
  release: ['langfuse.release'],
  version: ['langfuse.version'],
};
const metadataName = 'langfuse.trace.metadata';
const experimentPrefix = 'langfuse.experiment.';

/**
 * What spans say of their traces, as events: the latest span wins. The same statement of many spans is one event, at the time of the latest:
 * nothing that is folded from it depends on the earlier ones.
 */
export class TraceStatements {
  private readonly statements = new Map<string, { readonly traceId: string; readonly body: JsonObject; at: bigint }>();

  /** What the span says is kept as it is now. */
  hear(span: OtlpSpan): void {
    const body = readStatement(span);
    if (Object.keys(body).length === 0) return;
    const key = keyOf(span.traceId, body);
    const at = span.endUnixNano ?? span.startUnixNano;
    const held = this.statements.get(key);
    if (held === undefined) this.statements.set(key, { traceId: span.traceId, body: cloneJson(body), at });
    else if (at > held.at) held.at = at;
  }

  get events(): EntityEvent[] {
    return [...this.statements].map(([key, { traceId, body, at }]) => ({
      entity: 'trace',
      kind: 'update',
      id: traceId,
      eventId: `said:${key}`,
      timestamp: formatUnixNano(at),
      body,
    }));
  }
}

const keyOf = (traceId: string, body: JsonObject): string =>
  createHash('sha256')
    .update(canonicalJson([traceId, body]))
    .digest('hex')
    .slice(0, 32);

const readStatement = (span: OtlpSpan): JsonObject => {
  const { attributes } = span;
  const body: JsonObject = {};
  for (const [field, names] of Object.entries(texts)) {
    const value = names.map((name) => attributes[name]).find((said) => typeof said === 'string' && said !== '');
    if (value !== undefined) body[field] = value;
  }
  const tags = readTags(attributes['langfuse.trace.tags']);
  if (tags.length > 0) body['tags'] = tags;
  const isPublic = attributes['langfuse.trace.public'];
  if (isPublic === true || isPublic === 'true') body['public'] = true;
  if (isPublic === false || isPublic === 'false') body['public'] = false;
  for (const side of ['input', 'output']) {
    const value = attributes[`langfuse.trace.${side}`];
    if (value !== undefined && value !== null && value !== '') body[side] = toJson(value);
  }
  const metadata = readMetadata(span);
  if (metadata !== null) body['metadata'] = metadata;
  const experiment = readExperiment(attributes);
  if (experiment !== null) body['experiment'] = experiment;
  return body;
};

const readTags = (value: JsonValue | undefined): string[] => {
  const list = typeof value === 'string' ? (readStructure(value) ?? value.split(',')) : value;
  return Array.isArray(list)
    ? list.flatMap((tag) => (typeof tag === 'string' && tag.trim() !== '' ? [tag.trim()] : []))
    : [];
};

/** An object that is sent whole, flat, or both. */
const readMetadata = (span: OtlpSpan): JsonObject | null => {
  const { attributes } = span;
  const whole = toMetadataValue(span, attributes[metadataName]);
  const found: JsonObject = isJsonObject(whole) ? { ...whole } : {};
  for (const key of Object.keys(attributes))
    if (key.startsWith(`${metadataName}.`))
      found[key.slice(metadataName.length + 1)] = toMetadataValue(span, attributes[key]);
  return Object.keys(found).length === 0 ? null : found;
};

/** By what follows `langfuse.experiment.`: `id`, `name`, `dataset.id`, `item.id`, `item.metadata` and so on. */
const readExperiment = (attributes: Attributes): JsonObject | null => {
  const found: JsonObject = {};
  for (const key of Object.keys(attributes))
    if (key.startsWith(experimentPrefix)) found[key.slice(experimentPrefix.length)] = toJson(attributes[key]!);
  return Object.keys(found).length === 0 ? null : found;
};

const toJson = (value: JsonValue): JsonValue => (typeof value === 'string' ? (readStructure(value) ?? value) : value);
