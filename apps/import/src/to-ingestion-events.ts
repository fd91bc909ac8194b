import { createHash } from 'node:crypto';
import { canonicalJson, isJsonObject, type JsonObject, type JsonValue, parseJson } from '@debrief/kernel';

/** An item of `POST /api/public/ingestion` (platform.md C2). */
export interface IngestionEvent {
  readonly id: string;
  readonly type: string;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly body: JsonObject;
}

/** What a record says that this server derives or decides itself. */
const ofTheServer = new Set([
  'projectId',
  'createdAt',
  'updatedAt',
  'htmlPath',
  'latency',
  'timeToFirstToken',
  'bookmarked',
  'observations',
  'scores',
  'internalModelId',
  'modelId',
  'providedModelName',
  'providedCostDetails',
  'inputPrice',
  'outputPrice',
  'totalPrice',
  'calculatedInputCost',
  'calculatedOutputCost',
  'calculatedTotalCost',
  'inputCost',
  'outputCost',
  'totalCost',
  'inputUsage',
  'outputUsage',
  'totalUsage',
  'promptTokens',
  'completionTokens',
  'totalTokens',
  'unit',
  'promptId',
  'usagePricingTierId',
  'usagePricingTierName',
  'traceName',
  'authorUserId',
  'queueId',
  // Of a score: its config is not part of an export.
  'configId',
  'trace',
]);

/** Fields that some exports hold as the text of their JSON. */
const asText = ['input', 'output', 'metadata', 'modelParameters', 'usageDetails', 'costDetails', 'tags'] as const;

/**
 * The ingestion events that store what an exported record says: a trace with its observations and scores, as the API and the console give
 * it, one of those alone, as exports by lines hold them, or an ingestion event as it was sent. An id follows from the content: a record
 * that is imported again changes nothing, and one that was exported anew since merges.
 * @returns nothing for a value that is none of these
 */
export const toIngestionEvents = (record: JsonValue): readonly IngestionEvent[] | undefined => {
  if (!isJsonObject(record)) return undefined;
  if (isIngestionEvent(record)) return [record as unknown as IngestionEvent];
  if (isJsonObject(record.trace ?? null) && Array.isArray(record.observations))
    return ofTrace({ ...unquoted(record.trace as JsonObject), ...withoutTrace(record) });
  if (typeof record.id !== 'string') return undefined;
  if (isScore(record)) return [toEvent('score-create', record, record.timestamp ?? record.createdAt)];
  if (typeof record.startTime === 'string') return [ofObservation(record)];
  return typeof record.timestamp === 'string' ? ofTrace(record) : undefined;
};

const isIngestionEvent = ({ id, type, timestamp, body }: JsonObject): boolean =>
  typeof id === 'string' && typeof type === 'string' && typeof timestamp === 'string' && isJsonObject(body ?? null);

const isScore = ({ name, dataType, value, stringValue }: JsonObject): boolean =>
  typeof name === 'string' && typeof dataType === 'string' && (value !== undefined || stringValue !== undefined);

/** The console's download has what a trace says as the text of its JSON, strings too. */
const unquoted = (trace: JsonObject): JsonObject => ({
  ...trace,
  ...Object.fromEntries(
    (['input', 'output', 'metadata'] as const).flatMap((name) => {
      const text = trace[name];
      return typeof text === 'string' && text.startsWith('"') ? [[name, readJson(text)]] : [];
    }),
  ),
});

const withoutTrace = ({ trace: _trace, ...rest }: JsonObject): JsonObject => rest;

const ofTrace = (trace: JsonObject): IngestionEvent[] => [
  toEvent('trace-create', trace, trace.timestamp),
  ...objectsOf(trace.observations).map(ofObservation),
  ...objectsOf(trace.scores).map((score) => toEvent('score-create', score, score.timestamp ?? score.createdAt)),
];

const ofObservation = (observation: JsonObject): IngestionEvent =>
  toEvent('observation-create', observation, observation.endTime ?? observation.startTime);

/** In lists of traces these are ids, not objects: their records come on their own. */
const objectsOf = (list: JsonValue | undefined): JsonObject[] => (Array.isArray(list) ? list.filter(isJsonObject) : []);

const toEvent = (type: string, record: JsonObject, at: JsonValue | undefined): IngestionEvent => {
  const body = toBody(type, record);
  const digest = createHash('sha256').update(canonicalJson(body)).digest('hex').slice(0, 32);
  return { id: `import-${digest}`, type, timestamp: typeof at === 'string' ? at : new Date(0).toISOString(), body };
};

const toBody = (type: string, record: JsonObject): JsonObject => {
  const said = Object.entries(record).filter(([name, value]) => value !== null && !ofTheServer.has(name));
  const body = Object.fromEntries(said) as JsonObject;
  for (const name of asText) if (typeof body[name] === 'string') body[name] = readText(body[name]);
  if (type === 'observation-create') {
    const model = record.model ?? record.providedModelName;
    if (typeof model === 'string') body.model = model;
    // What was paid there, by whatever prices: the figures stay those of the export.
    if (!isFilled(body.costDetails) && isFilled(record.providedCostDetails))
      body.costDetails = record.providedCostDetails!;
    if (!isFilled(body.usageDetails)) delete body.usageDetails;
    if (!isFilled(body.costDetails)) delete body.costDetails;
    if (isFilled(body.usageDetails)) delete body.usage;
  }
  if (type === 'score-create' && body.stringValue !== undefined && body.dataType !== 'NUMERIC') {
    if (body.dataType !== 'BOOLEAN') body.value = body.stringValue;
    delete body.stringValue;
  }
  if (body.source === 'EVAL') delete body.source;
  return body;
};

const isFilled = (value: JsonValue | undefined): boolean =>
  isJsonObject(value ?? null) && Object.keys(value as JsonObject).length > 0;

const readText = (text: string): JsonValue => (/^\s*[[{]/.test(text) ? readJson(text) : text);

const readJson = (text: string): JsonValue => {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
};
