import type { DetailedObservation } from '@debrief/replay';
import { toIso, toIsoOrNull } from './moments';
import { firstTokenMs, latencyMs, spentOf } from './spent';

/** An observation as `/v1` gives it (platform.md B1): durations in milliseconds. */
export const toV1Observation = (observation: DetailedObservation) => {
  const { details } = observation;
  return {
    id: observation.spanId,
    projectId: observation.projectId,
    traceId: observation.traceExternalId,
    parentObservationId: observation.parentSpanId,
    type: observation.type,
    name: observation.name,
    startTime: toIso(observation.start),
    endTime: toIsoOrNull(observation.end),
    completionStartTime: toIsoOrNull(observation.firstTokenAt),
    latency: latencyMs(observation),
    timeToFirstToken: firstTokenMs(observation),
    input: details.input,
    output: details.output,
    model: observation.model,
    modelParameters: details.modelParameters,
    usage: {
      inputTokens: observation.inputTokens,
      outputTokens: observation.outputTokens,
      totalTokens: observation.totalTokens,
      cacheReadTokens: observation.cacheReadTokens,
      cacheCreationTokens: observation.cacheWriteTokens,
    },
    usageDetails: details.usageDetails,
    cost: { ...spentOf(observation), currency: 'USD' },
    costDetails: details.costDetails,
    level: observation.level,
    statusMessage: observation.statusMessage,
    metadata: details.metadata,
    version: observation.version,
    environment: observation.environment,
    promptName: observation.promptName,
    promptVersion: observation.promptVersion,
    createdAt: toIso(observation.receivedAt),
  };
};
