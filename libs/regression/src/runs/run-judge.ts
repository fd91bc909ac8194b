import { AnalysisService, type StoredAnalysis } from '@debrief/analysis';
import { Database } from '@debrief/infra';
import { findTrace, type TraceRow, type TraceStatus } from '@debrief/ingestion';
import { notFound, type Scope, unavailable } from '@debrief/kernel';
import { ReplayService, type ToolEvent } from '@debrief/replay';
import { Injectable } from '@nestjs/common';
import { EventsHash, readEvent } from '../proof/events-hash';
import { type AgentStep, toAgentSteps, toStepEvent } from '../rules/agent-steps';
import { type EvaluationFact, toRunFacts } from '../rules/run-facts';
import type { JudgedFacts } from './regression.types';

/** As far as an analysis reads. */
const maxEvents = 50_000;
/** Steps beyond are not compared. */
const maxStepEvents = 5_000;
const tries = 3;

interface ReadTrace {
  readonly eventCount: number;
  readonly eventsSha256: string;
  readonly steps: readonly AgentStep[];
}

/** Looks at recorded runs: has them analysed by the current detectors, hashes what they are, and reads what the agent did. */
@Injectable()
export class RunJudge {
  constructor(
    private readonly database: Database,
    private readonly analysis: AnalysisService,
    private readonly replay: ReplayService,
  ) {}

  /**
   * The facts of a run as it stands now. Hash and analysis are of the same events: where one came between, it looks again.
   * @param traceId internal id
   * @param evaluations what evaluators have said of it before
   * @throws DomainError NOT_FOUND; UNAVAILABLE while the run keeps changing
   */
  async look(
    scope: Scope,
    traceId: string,
    evaluations: readonly EvaluationFact[],
  ): Promise<{ readonly facts: JudgedFacts; readonly steps: readonly AgentStep[] }> {
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const trace = await this.find(scope, traceId);
      if (!trace) throw notFound('trace', traceId);
      const read = await this.read(scope, trace);
      const analysis = await this.analysis.analyze(scope, traceId);
      if (analysis.eventCount === read.eventCount || analysis.isTruncated)
        return { facts: toFacts(trace, read, analysis, evaluations), steps: read.steps };
    }
    throw unavailable('The run keeps changing', 5);
  }

  /** What the agent did; nothing of a run that is gone. */
  async steps(scope: Scope, traceId: string): Promise<readonly AgentStep[]> {
    const trace = await this.find(scope, traceId);
    return trace ? (await this.read(scope, trace)).steps : [];
  }

  find(scope: Scope, traceId: string): Promise<TraceRow | undefined> {
    return this.database.inWorkspace(scope, (tx) => findTrace(tx, traceId));
  }

  private async read(scope: Scope, trace: TraceRow): Promise<ReadTrace> {
    const hash = new EventsHash();
    const stepEvents: ToolEvent[] = [];
    for await (const page of this.replay.timeline(scope, trace, {}, maxEvents)) {
      for (const event of page.events.map(readEvent)) {
        hash.add(event);
        const step = stepEvents.length < maxStepEvents ? toStepEvent(event) : undefined;
        if (step) stepEvents.push(step);
      }
    }
    return { eventCount: hash.count, eventsSha256: hash.digest(), steps: toAgentSteps(stepEvents) };
  }
}

const toFacts = (
  trace: TraceRow,
  read: ReadTrace,
  analysis: StoredAnalysis,
  evaluations: readonly EvaluationFact[],
): JudgedFacts => ({
  ...toRunFacts(trace.status as TraceStatus, analysis, evaluations),
  detectorSet: analysis.verdict.detectorSet,
  eventCount: read.eventCount,
  eventsSha256: read.eventsSha256,
});
