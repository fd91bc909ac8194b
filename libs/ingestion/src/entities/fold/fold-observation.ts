import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import { readUsageParts } from '../../dialects/otlp/conventions/usage/usage-parts';
import type { StoredEvent } from '../entity-event';
import { type FieldRule, foldFields, first, ifObject, ifText, later, laterFilled, merged } from './fold-fields';
import { inOrder } from './in-order';
import { mergedSpan } from './merged-span';
import { readEnvironment } from './read-environment';
import { readLevel } from './read-level';
import { readUnixNano } from './unix-nano';

export const observationTypes = [
  'span',
  'generation',
  'event',
  'agent',
  'tool',
  'chain',
  'retriever',
  'evaluator',
  'embedding',
  'guardrail',
] as const;
export type ObservationWord = (typeof observationTypes)[number];

/** An observation as all of its events together say it (platform.md C2). Times in nanoseconds since 1970. */
export interface FoldedObservation {
  readonly id: string;
  /** External id of its trace: the first that was named, else the observation's own. */
  readonly traceId: string;
  readonly type: ObservationWord;
  readonly start: bigint;
  /** Null: it has not ended. Never before the start. */
  readonly end: bigint | null;
  /**
   * By name, what was said of the rest: name, parentObservationId, completionStartTime, input, output, model, modelParameters, usageDetails
   * (disjoint parts and `total`), usageUnit, costDetails, level, statusMessage, metadata, version, environment, prompt {name, version},
   * eventType; and `span`, what came over OpenTelemetry beside these.
   */
  readonly fields: JsonObject;
}

const typeOf = (value: JsonValue): ObservationWord | undefined => {
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  return observationTypes.find((type) => type === word);
};

/** A span may turn out to be something specific, which is never taken back. */
const specific: FieldRule = (held, said) => {
  const type = typeOf(said);
  return type === undefined || (type === 'span' && held !== undefined) ? held : type;
};

const rules = {
  traceId: ifText(first),
  type: specific,
  name: ifText(later),
  parentObservationId: ifText(later),
  startTime: ifText(first),
  endTime: ifText(later),
  outputAt: first,
  completionStartTime: ifText(later),
  input: later,
  output: later,
  model: ifText(later),
  modelParameters: ifObject(laterFilled),
  usageDetails: later,
  usageUnit: ifText(later),
  costDetails: later,
  level: later,
  statusMessage: ifText(later),
  metadata: merged,
  version: ifText(later),
  environment: first,
  prompt: later,
  eventType: ifText(later),
  span: mergedSpan,
} as const satisfies Record<string, FieldRule>;

/** Folds the events of one observation, in whatever order they are given. @param events at least one */
export const foldObservation = (id: string, events: readonly StoredEvent[]): FoldedObservation => {
  const ordered = inOrder(events);
  const sayings = ordered.map((event) => ({ clears: event.clears.flatMap(clearedBy), body: saidBy(event) }));
  const { traceId, type, startTime, endTime, outputAt, ...fields } = foldFields(sayings, rules);
  const word = typeOf(type ?? null) ?? 'span';
  const start = readUnixNano(startTime) ?? BigInt(ordered[0]!.occurredAt) * 1_000n;
  const said = readUnixNano(endTime) ?? (typeof outputAt === 'number' ? BigInt(outputAt) * 1_000n : undefined);
  const end = said ?? (word === 'event' ? start : null);
  return {
    id,
    traceId: typeof traceId === 'string' ? traceId : id,
    type: word,
    start,
    end: end !== null && end < start ? start : end,
    fields,
  };
};

/** Which fields go when a client clears one by the name that it knows. */
const clearedBy = (name: string): string[] => {
  if (name === 'usage') return ['usageDetails', 'usageUnit'];
  if (name === 'promptName' || name === 'promptVersion') return ['prompt'];
  return name === 'output' || name === 'endTime' ? [name, 'outputAt'] : [name];
};

const saidBy = ({ body, surface, occurredAt }: StoredEvent): JsonObject => {
  const usage = isJsonObject(body['usage']) ? body['usage'] : {};
  const { unit, inputCost, outputCost, totalCost, ...counts } = usage;
  return {
    ...body,
    startTime: readable(body['startTime']),
    endTime: readable(body['endTime']),
    // Who posts an output to `/v1` has no more to say (platform.md B1).
    outputAt: surface === 'platform' && (body['output'] ?? null) !== null ? occurredAt : null,
    usageDetails: orNull(readUsageParts(body['usageDetails']) ?? readUsageParts(counts)),
    usageUnit: unit ?? null,
    costDetails:
      filled(body['costDetails']) ?? filled(costsOf({ input: inputCost, output: outputCost, total: totalCost })),
    level: readLevel(body['level']) ?? null,
    environment: typeof body['environment'] === 'string' ? readEnvironment(body['environment']) : null,
    prompt: promptOf(body),
  };
};

const readable = (value: JsonValue | undefined): JsonValue => (readUnixNano(value) === undefined ? null : value!);
const orNull = (parts: Readonly<Record<string, number>> | undefined): JsonValue => parts ?? null;

const filled = (value: JsonValue | undefined): JsonValue =>
  isJsonObject(value) && Object.values(value).some((amount) => amount !== null) ? value : null;

const costsOf = (costs: { readonly [part: string]: JsonValue | undefined }): JsonObject =>
  Object.fromEntries(Object.entries(costs).filter((cost): cost is [string, JsonValue] => typeof cost[1] === 'number'));

/** Name and version of a prompt count only together. */
const promptOf = ({ promptName: name, promptVersion: version }: JsonObject): JsonValue =>
  typeof name === 'string' && name !== '' && (typeof version === 'number' || typeof version === 'string')
    ? { name, version }
    : null;
