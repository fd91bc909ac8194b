import { toObservationLevel } from '@debrief/ingestion';
import { invalid, type JsonObject, type JsonValue } from '@debrief/kernel';
import { parseMoment, platformTypes } from '@debrief/replay';
import { AnyJson, JsonField, Text, Whole } from '../../../http/fields';

const times = ['startTime', 'endTime', 'completionStartTime'] as const;
const usageForms =
  'Tokens: {inputTokens, outputTokens, totalTokens, cacheReadTokens, cacheCreationTokens}, {input, output, total, inputCost, …} or {promptTokens, completionTokens, totalTokens}';

/** What a client says of an observation (platform.md B1). */
class V1ObservationFields {
  @Text({ max: 64, description: 'May only name the project of the key' }) projectId?: string;
  @Text({ max: 256, nullable: true }) parentObservationId?: string | null;
  @Text({ max: 32, nullable: true, description: `${platformTypes.join(', ')}, in any case`, example: 'generation' })
  type?: string | null;
  @Text({ max: 1024, nullable: true }) name?: string | null;
  @Text({ max: 64, nullable: true, description: 'ISO 8601' }) startTime?: string | null;
  @Text({ max: 64, nullable: true, description: 'ISO 8601' }) endTime?: string | null;
  @Text({ max: 64, nullable: true, description: 'ISO 8601: of the first token' }) completionStartTime?: string | null;
  @AnyJson({ nullable: true }) input?: JsonValue;
  @AnyJson({ nullable: true, description: 'An observation with an output and no endTime counts as ended' })
  output?: JsonValue;
  @Text({ max: 256, nullable: true, example: 'claude-3-sonnet' }) model?: string | null;
  @JsonField({ nullable: true }) modelParameters?: JsonObject | null;
  @JsonField({ nullable: true, description: usageForms, example: { inputTokens: 150, outputTokens: 200 } })
  usage?: JsonObject | null;
  @JsonField({ nullable: true, description: 'Tokens by type, or usage as OpenAI gives it; wins over `usage`' })
  usageDetails?: JsonObject | null;
  @JsonField({ nullable: true, description: 'US dollars by type; wins over the price list' })
  costDetails?: JsonObject | null;
  @Text({ max: 16, nullable: true, description: 'DEBUG, DEFAULT (or INFO), WARNING or ERROR' }) level?: string | null;
  @Text({ max: 65_536, multiline: true, nullable: true }) statusMessage?: string | null;
  @JsonField({ nullable: true, description: 'Merges by key' }) metadata?: JsonObject | null;
  @Text({ max: 256, nullable: true }) version?: string | null;
  @Text({ max: 256, nullable: true }) environment?: string | null;
  @Text({ max: 256, nullable: true, description: 'Together with promptVersion' }) promptName?: string | null;
  @Whole({ min: 1, max: 999_999_999, nullable: true, description: 'Together with promptName' })
  promptVersion?: number | null;
}

/** Body of PATCH /v1/observations/:id, where null clears. */
export class V1ObservationPatch extends V1ObservationFields {
  @Text({ max: 256, description: 'May only name the trace that it is of' }) traceId?: string;
}

/** Body of POST /v1/observations. */
export class V1NewObservation extends V1ObservationFields {
  @Text({ max: 256, required: true, description: 'One that is not known is opened' }) traceId!: string;
  @Text({ max: 256, description: 'Default: a new one of 16 hexadecimal digits' }) id?: string;
}

/** What is said of the observation itself. @throws DomainError INVALID for a time, type or level that is none */
export const toObservationBody = (said: V1ObservationFields & { readonly id?: string }): JsonObject => {
  for (const field of times) {
    const text = said[field];
    if (typeof text === 'string' && parseMoment(text) === undefined) throw invalid(field, 'must be an ISO 8601 time');
  }
  const { type, level } = said;
  if (typeof type === 'string' && !(platformTypes as readonly string[]).includes(type.toUpperCase()))
    throw invalid('type', `must be one of ${platformTypes.join(', ')}, in any case`);
  if (typeof level === 'string' && toObservationLevel(level) === null)
    throw invalid('level', 'must be DEBUG, DEFAULT, INFO, WARNING or ERROR');
  const { id: _id, projectId: _projectId, promptName, promptVersion, ...body } = said;
  const isPrompt = promptName !== undefined && promptVersion !== undefined;
  return { ...body, ...(isPrompt && { promptName, promptVersion }) } as JsonObject;
};

/** The same of an observation that is new: null says nothing of it, and it is a span unless it says what it is. */
export const toNewObservationBody = (said: V1NewObservation): JsonObject => ({
  type: 'span',
  ...Object.fromEntries(Object.entries(toObservationBody(said)).filter(([, value]) => value !== null)),
});
