import { type Detection, findAnalysis } from '@debrief/analysis';
import { ArtifactsService, signedUrlSeconds } from '@debrief/artifacts';
import { Database, type WorkspaceTx } from '@debrief/infra';
import { toMaskerRules } from '@debrief/ingestion';
import { cloneJson, DomainError, type JsonObject, type JsonValue, parseJson, type Scope } from '@debrief/kernel';
import { toEventJson } from '@debrief/replay';
import { readStoredMaskers } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { getIncident } from '../get-incident';
import type { IncidentRow } from '../incidents.types';
import { findContextTrace, listEventsAround } from './context.queries';
import { maskContext } from './mask-context';

/** So many steps have their surroundings shown: the critical one first. */
const mostAnchors = 20;

/** What is known of an incident by its first run that is still there. Masked, e-mail addresses included. */
export interface IncidentContext {
  readonly incident: IncidentRow;
  readonly rootCause: string | null;
  readonly userGoal: string | null;
  /** The run's detections of the incident's labels. */
  readonly evidence: readonly Detection[];
  /** In the shape in which events are read, without a stream position. */
  readonly events: readonly JsonObject[];
  /** The run's latest screen recording. */
  readonly recording: Recording | null;
  readonly redactionSummary: Readonly<Record<string, number>>;
}

export interface Recording {
  readonly artifactId: string;
  readonly signedUrl: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly eventTimeMap: JsonValue;
}

@Injectable()
export class IncidentContextService {
  constructor(
    private readonly database: Database,
    private readonly artifacts: ArtifactsService,
  ) {}

  /**
   * @param window events before and after the critical step and each piece of evidence
   * @throws DomainError NOT_FOUND
   */
  async read(scope: Scope, id: string, window: number): Promise<IncidentContext> {
    const context = await this.database.inWorkspace(scope, (tx) => readContext(tx, scope, { id, window }));
    const { representativeTraceId } = context.incident;
    return {
      ...context,
      recording: (representativeTraceId && (await this.findRecording(scope, context.incident))) || null,
    };
  }

  private async findRecording(scope: Scope, incident: IncidentRow): Promise<Recording | null> {
    const artifacts = await this.artifacts.listOfTrace(scope, incident.representativeTraceId ?? '');
    const recording = artifacts.findLast(({ contentType }) => contentType.startsWith('video/'));
    if (!recording) return null;
    try {
      return {
        artifactId: recording.artifactId,
        signedUrl: await this.artifacts.signedUrl(scope, recording.artifactId, incident.projectId),
        expiresIn: signedUrlSeconds,
        eventTimeMap: recording.eventTimeMap === null ? null : (parseJson(recording.eventTimeMap) as JsonValue),
      };
    } catch (error) {
      // Registered, and its bytes never came.
      if (error instanceof DomainError && error.code === 'NOT_FOUND') return null;
      throw error;
    }
  }
}

const readContext = async (
  tx: WorkspaceTx,
  scope: Scope,
  { id, window }: { readonly id: string; readonly window: number },
): Promise<Omit<IncidentContext, 'recording'>> => {
  const incident = await getIncident(tx, scope, id);
  const run = incident.representativeTraceId === null ? undefined : await readRun(tx, incident, window);
  const masked = {
    title: incident.title,
    rootCause: run?.rootCause ?? incident.rootCause,
    userGoal: run?.userGoal ?? null,
    evidence: cloneJson(run?.evidence ?? []),
    events: run?.events ?? [],
  };
  const rules = toMaskerRules(await readStoredMaskers(tx, incident.projectId));
  const redactionSummary = maskContext(masked as unknown as JsonObject, rules);
  const { title, ...rest } = masked;
  return { ...rest, incident: { ...incident, title, rootCause: masked.rootCause }, redactionSummary };
};

const readRun = async (tx: WorkspaceTx, incident: IncidentRow, window: number) => {
  const traceId = incident.representativeTraceId ?? '';
  const trace = await findContextTrace(tx, traceId);
  const verdict = (await findAnalysis(tx, traceId))?.verdict;
  const evidence = (verdict?.detections ?? []).filter(
    ({ label, tier }) => tier !== 'suspicion' && incident.labels.includes(label),
  );
  const seqs = evidence.flatMap((one) => [one.criticalStepSeq, ...one.evidenceRefs]);
  const anchors = [...new Set(seqs.length > 0 ? seqs : [incident.criticalStepSeq ?? 0])].slice(0, mostAnchors);
  const rows = await listEventsAround(tx, traceId, { seqs: anchors, window });
  return {
    userGoal: trace?.userGoal ?? null,
    rootCause: verdict?.rootCause ?? null,
    evidence,
    events: trace ? rows.map((row) => toEvent(toEventJson(row, trace, null))) : [],
  };
};

const toEvent = (text: string): JsonObject => {
  const { stream_position: _position, ...event } = parseJson(text) as JsonObject;
  return event;
};
