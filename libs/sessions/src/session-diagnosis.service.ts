import { type Detection, listAnalyses } from '@debrief/analysis';
import { Database } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { getProject, readSessionThresholds } from '@debrief/tenancy';
import { TelemetryService } from '@debrief/telemetry';
import { Injectable } from '@nestjs/common';
import { analyzeSession } from './analysis/analyze-session';
import type { FailedRequest } from './analysis/failed-request';
import type { SessionAnalysis } from './analysis/session-analysis.types';
import { applyThresholds } from './analysis/thresholds';
import { measureSession } from './metrics/measure-session';
import type { SessionMetrics } from './metrics/session-metrics.types';
import { SessionReader } from './session-reader';

/** Which session of which project (id or slug) is looked at, and whether only one of its runs (external id). */
export interface DiagnosedSession {
  readonly project: string;
  readonly sessionId: string;
  readonly traceId?: string;
}

/** What a session took. */
export interface SessionMeasures {
  readonly metrics: SessionMetrics;
  /** Only the first of its events were read. */
  readonly isTruncated: boolean;
}

/** What the rules make of a session, beside what was found in its runs one by one. */
export interface SessionDiagnosis {
  readonly analysis: SessionAnalysis;
  /** As stored, with the external id of the run. */
  readonly detections: readonly (Detection & { readonly traceId: string })[];
  readonly incidentIds: readonly string[];
  /** Only the first of its events were read. */
  readonly isTruncated: boolean;
}

/** Measures and analyses sessions. Nothing is stored: same events, same answer. */
@Injectable()
export class SessionDiagnosisService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionReader,
    private readonly telemetry: TelemetryService,
  ) {}

  /** @throws DomainError NOT_FOUND project, session, trace */
  async measure(scope: Scope, { project, sessionId, traceId }: DiagnosedSession): Promise<SessionMeasures> {
    const record = await this.sessions.readSession(scope, project, sessionId, { traceId, contents: 'none' });
    return { metrics: measureSession(record), isTruncated: record.isTruncated ?? false };
  }

  /** @throws DomainError NOT_FOUND project, session, trace */
  async analyze(scope: Scope, { project, sessionId, traceId }: DiagnosedSession): Promise<SessionDiagnosis> {
    const record = await this.sessions.readSession(scope, project, sessionId, { traceId, contents: 'compared' });
    const traceIds = record.traces.map(({ id }) => id);
    const { projectId, stored, thresholds } = await this.database.inWorkspace(scope, async (tx) => {
      const { id } = await getProject(tx, scope, project);
      return {
        projectId: id,
        stored: await listAnalyses(tx, id, traceIds),
        thresholds: applyThresholds(await readSessionThresholds(tx, id)),
      };
    });
    const detectionsOf = new Map(stored.map(({ externalId, verdict }) => [externalId, verdict.detections]));
    return {
      analysis: analyzeSession(record, await this.failedRequestsOf(scope, projectId, traceIds), thresholds),
      detections: traceIds.flatMap((id) =>
        (detectionsOf.get(id) ?? []).map((detection) => ({ traceId: id, ...detection })),
      ),
      incidentIds: [...new Set(record.traces.flatMap(({ incidentIds }) => incidentIds))],
      isTruncated: record.isTruncated ?? false,
    };
  }

  /** Those of the runs, each once, however many runs it belongs to. */
  private async failedRequestsOf(
    scope: Scope,
    projectId: string,
    traceIds: readonly string[],
  ): Promise<readonly FailedRequest[]> {
    const failures = await this.telemetry.listFailuresByTraces(scope, projectId, traceIds);
    const byId = new Map(failures.map(({ id, host, statusCode }) => [id, { host, status: statusCode }]));
    return [...byId.values()];
  }
}
