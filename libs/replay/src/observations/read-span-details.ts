import {
  normalizeSpan,
  type OtlpLogRecord,
  type OtlpSpan,
  readSpanMessages,
  readUsageParts,
  toMetadataValue,
  usageUnitAttribute,
} from '@debrief/ingestion';
import type { JsonObject, JsonValue } from '@debrief/kernel';
import type { UsageTotals } from '../spans/spans.types';
import { isBlank, jsonOf, objectOf } from './json-of';
import type { ObservationDetails } from './observation.types';
import { toldValue } from './told-messages';
import { costDetailsOf, readCostDetails, usageDetailsOf } from './usage-details';

type Attributes = OtlpSpan['attributes'];
type Side = 'input' | 'output';

/** Where a step's own value stands, as its sender wrote it; in the order of otel.md B5. */
const values: Readonly<Record<Side, readonly string[]>> = {
  input: ['mlflow.spanInputs', 'traceloop.entity.input', 'input.value', 'input'],
  output: ['mlflow.spanOutputs', 'traceloop.entity.output', 'output.value', 'output'],
};

/** What went into a span and came out of it, and what else is read of the span as it was sent. */
export const readSpanDetails = (
  span: OtlpSpan,
  usage: UsageTotals & { readonly isPriced: boolean },
  logs: readonly OtlpLogRecord[] = [],
): ObservationDetails => {
  const { attributes } = span;
  const normal = normalizeSpan(span);
  const { messages } = readSpanMessages(span, normal, logs);
  const ofTool = { input: normal.toolArguments, output: normal.toolResult };
  const ofRetrieval = { input: normal.query, output: normal.documents as JsonValue };
  const told = (side: Side): JsonValue => {
    const sent = jsonOf(attributes[`langfuse.observation.${side}`]);
    if (!isBlank(sent)) return sent;
    if (!isBlank(ofTool[side])) return jsonOf(ofTool[side]);
    const own = () => jsonOf(values[side].map((name) => attributes[name]).find((value) => !isBlank(value)));
    const said = () => toldValue(messages, side);
    const ways = normal.observationType === 'generation' ? [said, own] : [own, () => ofRetrieval[side], said];
    for (const way of ways) {
      const value = way();
      if (!isBlank(value)) return value;
    }
    return null;
  };
  const sentUsage = readUsageParts(objectOf(attributes['langfuse.observation.usage_details']) ?? undefined);
  const sentCost = readCostDetails(objectOf(attributes['langfuse.observation.cost_details']) ?? {});
  const countedCost = usage.isPriced ? costDetailsOf(usage) : {};
  return {
    input: told('input'),
    output: told('output'),
    metadata: readMetadata(span, normal.metadata),
    modelParameters: readModelParameters(attributes),
    usageDetails: sentUsage ?? usageDetailsOf(usage),
    usageUnit: textOf(attributes[usageUnitAttribute]),
    costDetails: Object.keys(sentCost).length > 0 ? sentCost : countedCost,
  };
};

const textOf = (value: JsonValue | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

const metadataName = 'langfuse.observation.metadata';

/** Langfuse's SDKs keep an observation's metadata apart from its trace's; of other senders it is all that they say. */
const readMetadata = (
  span: OtlpSpan,
  all: Readonly<Record<string, JsonValue>> | null,
): ObservationDetails['metadata'] => {
  const { attributes } = span;
  const names = Object.keys(attributes);
  if (!names.some((name) => name.startsWith('langfuse.observation.'))) return all;
  const whole = toMetadataValue(span, attributes[metadataName]);
  const object = objectOf(whole);
  const found = object ?? (isBlank(whole) ? {} : { metadata: whole });
  const flat = names
    .filter((name) => name.startsWith(`${metadataName}.`))
    .map((name) => [name.slice(metadataName.length + 1), toMetadataValue(span, attributes[name])] as const);
  const metadata = Object.fromEntries([...Object.entries(found), ...flat]);
  return Object.keys(metadata).length === 0 ? null : metadata;
};

const parameterObjects = ['langfuse.observation.model.parameters', 'llm.invocation_parameters'];
const parameterPrefixes = ['gen_ai.request.', 'ai.settings.'];
const notParameters: ReadonlySet<string> = new Set(['gen_ai.request.model', 'gen_ai.request.is_stream']);

/** How the model was asked to answer. */
const readModelParameters = (attributes: Attributes): JsonObject => {
  for (const name of parameterObjects) {
    const object = objectOf(attributes[name]);
    if (object) return object;
  }
  const flat = Object.entries(attributes).flatMap(([name, value]) => {
    const prefix = parameterPrefixes.find((start) => name.startsWith(start));
    return prefix === undefined || notParameters.has(name) || name.startsWith('ai.settings.context.')
      ? []
      : [[name.slice(prefix.length), jsonOf(value)] as const];
  });
  return Object.fromEntries(flat);
};
