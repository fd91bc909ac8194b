import type { WorkspaceClient } from '@debrief/infra';
import type { JsonText } from '@debrief/kernel';
import { listStreamedAnalyses } from './analysis.queries';
import type { StoredAnalysis } from './analysis.types';
import type { Detection } from './detection';

/** What of the trace stands in its analysis. */
export interface AnalysisHome {
  readonly externalId: string;
  readonly incidentIds: readonly string[];
}

/** An analysis as the native surface and the stream give it (native.md §8). */
export const toAnalysisResponse = (
  { verdict, eventCount, maxSeq, isTruncated, fallbackReason, createdAt }: StoredAnalysis,
  { externalId, incidentIds }: AnalysisHome,
) => ({
  trace_id: externalId,
  session_id: externalId,
  labels: verdict.labels,
  critical_step_seq: verdict.criticalStepSeq,
  confidence: verdict.confidence,
  root_cause: verdict.rootCause,
  incident_ids: incidentIds,
  detections: verdict.detections.map(toDetectionResponse),
  candidates: verdict.candidates,
  responsible_agent: verdict.responsibleAgent,
  skipped: verdict.skipped,
  detector_set: verdict.detectorSet,
  event_count: eventCount,
  max_seq: maxSeq,
  truncated: isTruncated,
  fallback: fallbackReason !== null,
  fallback_reason: fallbackReason,
  created_at: createdAt.toISOString(),
});

/** A detection as it stands in an analysis. */
export const toDetectionResponse = ({ evidenceRefs, criticalStepSeq, ...rest }: Detection) => ({
  ...rest,
  evidence_refs: evidenceRefs,
  critical_step_seq: criticalStepSeq,
});

/** Reads analyses for the stream, by trace. */
export const readAnalysisRecords = async (
  client: WorkspaceClient,
  traceIds: readonly string[],
): Promise<ReadonlyMap<string, JsonText>> =>
  new Map(
    (await listStreamedAnalyses(client, traceIds)).map((one) => [
      one.traceId,
      JSON.stringify(toAnalysisResponse(one, one)),
    ]),
  );
