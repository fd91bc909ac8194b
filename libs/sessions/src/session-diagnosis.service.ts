import { type Detection, listAnalyses } from '@debrief/analysis';
import { Database } from '@debrief/infra';
import { notFound, type Scope } from '@debrief/kernel';
import { readSessionThresholds } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { analyzeSession } from './analysis/analyze-session';
import { withComparedContents } from './analysis/compared-contents';
import type { FailedRequest } from './analysis/failed-request';
import type { SessionAnalysis } from './analysis/session-analysis.types';
import { applyThresholds } from './analysis/thresholds';
import { measureSession } from './metrics/measure-session';
import type { SessionMetrics } from './metrics/session-metrics.types';
import type { SessionEvent, SessionTrace } from './session-event';
import { SessionReader } from './session-reader';

/** Which session of which project (id or slug) is looked at, and whether only one of its runs (external id). */
export interface DiagnosedSession {
  readonly project: string;
  readonly sessionId: string;
  readonly traceId?: string;
}

/** What the rules make of a session, beside what was found in its runs one by one. */
export interface SessionDiagnosis {
  readonly analysis: SessionAnalysis;
  /** As stored, with the external id of the run. */
  readonly detections: readonly (Detection & { readonly traceId: string })[];
  readonly incidentIds: readonly string[];
}

/** Measures and analyses sessions. Nothing is stored: same events, same answer. */
@Injectable()
export class SessionDiagnosisService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionReader,
  ) {}

  /** @throws DomainError NOT_FOUND project, session, trace */
  async measure(scope: Scope, { project, sessionId, traceId }: DiagnosedSession): Promise<SessionMetrics> {
    return measureSession(await this.sessions.readSession(scope, project, sessionId, { traceId, contents: 'none' }));
  }

  /** @throws DomainError NOT_FOUND project, session, trace */
  async analyze(scope: Scope, { project, sessionId, traceId }: DiagnosedSession): Promise<SessionDiagnosis> {
    const home = await this.sessions.locate(scope, project, sessionId);
    const runs = new Map<string, SessionTrace>();
    const events: SessionEvent[] = [];
    for await (const run of this.sessions.walkSession(home)) {
      if (traceId !== undefined && run.trace.id !== traceId) continue;
      runs.set(run.boundary.id, run.trace);
      for (const event of run.events) events.push(withComparedContents(event));
    }
    if (traceId !== undefined && runs.size === 0) throw notFound('trace', traceId);
    const [stored, thresholds] = await this.database.inWorkspace(scope, async (tx) => [
      await listAnalyses(tx, [...runs.keys()]),
      applyThresholds(await readSessionThresholds(tx, home.projectId)),
    ]);
    const traces = [...runs.values()];
    const detectionsOf = new Map(stored.map(({ traceId: id, verdict }) => [id, verdict.detections]));
    return {
      analysis: analyzeSession({ sessionId, traces, events }, await this.failedRequestsOf(traces), thresholds),
      detections: [...runs].flatMap(([id, trace]) =>
        (detectionsOf.get(id) ?? []).map((detection) => ({ traceId: trace.id, ...detection })),
      ),
      incidentIds: [...new Set(traces.flatMap(({ incidentIds }) => incidentIds))],
    };
  }

  private failedRequestsOf(_traces: readonly SessionTrace[]): Promise<readonly FailedRequest[]> {
    return Promise.resolve([]);
  }
}
