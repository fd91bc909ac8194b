import type { JsonValue } from '@debrief/kernel';
import type { DetailedObservation, Observation } from '@debrief/replay';
import { toIso, toIsoOrNull } from './moments';
import type { PromptIdOf } from './named-prompts';
import { firstTokenSeconds, latencySeconds, spentOf } from './spent';

export const observationFieldGroups = [
  'core',
  'basic',
  'time',
  'io',
  'metadata',
  'model',
  'usage',
  'prompt',
  'metrics',
  'trace_context',
] as const;
export type ObservationFieldGroup = (typeof observationFieldGroups)[number];

/** What of an observation is answered. */
export interface ObservationSelection {
  readonly groups: ReadonlySet<ObservationFieldGroup>;
  /** Keys of metadata whose values are whole. */
  readonly expanded: ReadonlySet<string>;
}

const ofDetails: readonly ObservationFieldGroup[] = ['io', 'metadata', 'model', 'usage'];

/** Whether what was sent of the observations has to be read. */
export const asksForDetails = ({ groups }: ObservationSelection): boolean =>
  ofDetails.some((group) => groups.has(group));

const longestValue = 200;

/**
 * An observation as Langfuse's second version gives it (platform.md D): the groups of fields that were asked for.
 * @param observation with its details where `asksForDetails` says so
 */
export const toPublicObservationV2 = (
  observation: Observation & Partial<Pick<DetailedObservation, 'details'>>,
  { groups, expanded }: ObservationSelection,
  promptIdOf: PromptIdOf,
) => {
  const { details } = observation;
  return {
    id: observation.spanId,
    traceId: observation.traceExternalId,
    startTime: toIso(observation.start),
    endTime: toIsoOrNull(observation.end),
    projectId: observation.projectId,
    parentObservationId: observation.parentSpanId,
    type: observation.type,
    ...(groups.has('basic') && basicOf(observation)),
    ...(groups.has('time') && timesOf(observation)),
    ...(details && groups.has('io') && { input: toText(details.input), output: toText(details.output) }),
    ...(details && groups.has('metadata') && { metadata: toMetadata(details.metadata, expanded) }),
    ...(details &&
      groups.has('model') && {
        providedModelName: observation.model,
        model: observation.model,
        internalModelId: null,
        modelParameters: details.modelParameters,
      }),
    ...(details &&
      groups.has('usage') && {
        usageDetails: details.usageDetails,
        costDetails: details.costDetails,
        totalCost: observation.isPriced ? spentOf(observation).total : null,
      }),
    ...(groups.has('prompt') && {
      promptId: promptIdOf(observation),
      promptName: observation.promptName,
      promptVersion: observation.promptVersion,
    }),
    ...(groups.has('metrics') && {
      latency: latencySeconds(observation),
      timeToFirstToken: firstTokenSeconds(observation),
    }),
    ...(groups.has('trace_context') && {
      tags: observation.tags,
      release: observation.release,
      traceName: observation.traceName,
    }),
    modelId: null,
    inputPrice: null,
    outputPrice: null,
    totalPrice: null,
  };
};

const basicOf = (observation: Observation) => ({
  name: observation.name,
  level: observation.level,
  statusMessage: observation.statusMessage,
  version: observation.version,
  environment: observation.environment,
  bookmarked: observation.isBookmarked,
  public: observation.isPublic,
  userId: observation.userId,
  sessionId: observation.sessionId,
  isRootObservation: observation.isRoot,
});

const timesOf = (observation: Observation) => ({
  completionStartTime: toIsoOrNull(observation.firstTokenAt),
  createdAt: toIso(observation.receivedAt),
  updatedAt: toIso(observation.receivedAt),
});

const toText = (value: JsonValue): string | null =>
  value === null || typeof value === 'string' ? value : JSON.stringify(value);

const toMetadata = (
  metadata: DetailedObservation['details']['metadata'],
  expanded: ReadonlySet<string>,
): Record<string, JsonValue> =>
  Object.fromEntries(
    Object.entries(metadata ?? {}).map(([key, value]) => [key, expanded.has(key) ? value : shortened(value)]),
  );

const shortened = (value: JsonValue): JsonValue => {
  const text = toText(value);
  return text === null || text.length <= longestValue ? value : text.slice(0, longestValue);
};
