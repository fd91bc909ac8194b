import type { DetailedObservation } from '@debrief/replay';
import { toIso, toIsoOrNull } from './moments';
import type { PromptIdOf } from './named-prompts';
import { firstTokenSeconds, latencySeconds, spentOf } from './spent';

/** Those that SDKs know: they refuse others. */
const units: readonly string[] = ['TOKENS', 'CHARACTERS', 'MILLISECONDS', 'SECONDS', 'IMAGES', 'REQUESTS'];

const unitOf = (unit: string | null): string | null => {
  const word = unit?.toUpperCase() ?? 'TOKENS';
  return units.includes(word) ? word : null;
};

/** An observation as Langfuse's first version gives it (platform.md D): durations in seconds, no null where its SDKs accept none. */
export const toPublicObservation = (observation: DetailedObservation, promptIdOf: PromptIdOf) => {
  const { details } = observation;
  const cost = spentOf(observation);
  const isKnown = observation.isPriced;
  return {
    id: observation.spanId,
    traceId: observation.traceExternalId,
    projectId: observation.projectId,
    type: observation.type,
    name: observation.name,
    startTime: toIso(observation.start),
    endTime: toIsoOrNull(observation.end),
    completionStartTime: toIsoOrNull(observation.firstTokenAt),
    model: observation.model,
    modelParameters: details.modelParameters,
    input: details.input,
    output: details.output,
    version: observation.version,
    metadata: details.metadata,
    usage: {
      input: observation.inputTokens,
      output: observation.outputTokens,
      total: observation.totalTokens,
      unit: unitOf(details.usageUnit),
    },
    level: observation.level,
    statusMessage: observation.statusMessage,
    parentObservationId: observation.parentSpanId,
    promptId: promptIdOf(observation),
    promptName: observation.promptName,
    promptVersion: observation.promptVersion,
    usageDetails: details.usageDetails,
    costDetails: details.costDetails,
    environment: observation.environment,
    // Prices are of names here: no model has an id.
    modelId: null,
    inputPrice: null,
    outputPrice: null,
    totalPrice: null,
    calculatedInputCost: isKnown ? cost.input : null,
    calculatedOutputCost: isKnown ? cost.output : null,
    calculatedTotalCost: isKnown ? cost.total : null,
    latency: latencySeconds(observation),
    timeToFirstToken: firstTokenSeconds(observation),
  };
};
