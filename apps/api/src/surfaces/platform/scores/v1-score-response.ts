import { type JsonText, type JsonValue, parseJson } from '@debrief/kernel';
import type { Score } from '@debrief/replay';
import type { CountedPage } from '../v1/page.dto';

export const toJson = (text: JsonText | null): JsonValue => (text === null ? null : parseJson(text));

/** Score as `/v1` gives it (platform.md B1). */
export const toV1Score = (score: Score) => ({
  id: score.id,
  projectId: score.projectId,
  traceId: score.traceId,
  sessionId: score.sessionId,
  observationId: score.observationId,
  datasetRunId: score.datasetRunId,
  name: score.name,
  value: score.value,
  stringValue: score.stringValue,
  dataType: score.dataType,
  source: score.source,
  comment: score.comment,
  configId: score.configId,
  metadata: toJson(score.metadata),
  environment: score.environment,
  createdAt: score.createdAt.toISOString(),
  updatedAt: score.updatedAt.toISOString(),
});

/** A page of a service's as this surface counts it. */
export const toCounted = <T>(page: {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
  readonly total: { readonly items: number; readonly isEstimated: boolean };
}): CountedPage<T> => ({
  items: page.items,
  nextCursor: page.nextCursor,
  total: page.total.items,
  isEstimated: page.total.isEstimated,
});
