import {
  clientOf,
  Database,
  enqueue,
  enqueueForWorkspaces,
  LIVE_BUS,
  type LiveBus,
  type SystemTx,
} from '@debrief/infra';
import {
  findTrace,
  insertLedger,
  recordVerdict,
  type StepSpan,
  takeDueTraces,
  type TraceRow,
} from '@debrief/ingestion';
import { invalid, notFound, type Scope } from '@debrief/kernel';
import { type DetectorSettings, readDetectorSettings, recordAudit } from '@debrief/tenancy';
import { replaceEvidence } from '@debrief/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { analyzeRun } from './analyze-run';
import { findAnalysis, upsertAnalysis } from './analysis.queries';
import type { NewAnalysis, StoredAnalysis } from './analysis.types';
import type { Verdict } from './detection';
import { failedVerdict } from './failed-verdict';
import { seqsOf } from './read-verdict';
import { listReported, lockRun } from './reported/reported.queries';
import { withReported } from './reported/with-reported';
import { findSeqs } from './run/run.queries';
import { type ReadRun, RunReader } from './run/run-reader';

/** Taken at once: what is more comes with the next sweep, a moment later. */
const sweepBatch = 500;

/** Analyses runs: reads the events, lets the rules decide, stores the verdict. */
@Injectable()
export class AnalysisService {
  private readonly runs: RunReader;

  constructor(
    private readonly database: Database,
    @Inject(LIVE_BUS) private readonly bus: LiveBus,
  ) {
    this.runs = new RunReader(database);
  }

  /** The latest analysis; undefined before the first. @param traceId internal id */
  find(scope: Scope, traceId: string): Promise<StoredAnalysis | undefined> {
    return this.database.inWorkspace(scope, (tx) => findAnalysis(tx, traceId));
  }

  /**
   * Analyses a run now, whatever is stored. Same events, settings and detector set, same result.
   * @param traceId internal id
   * @throws DomainError NOT_FOUND
   */
  async analyze(scope: Scope, traceId: string): Promise<StoredAnalysis> {
    const trace = await this.database.inWorkspace(scope, (tx) => findTrace(tx, traceId));
    if (!trace) throw notFound('trace', traceId);
    return (await this.analyzeTrace(scope, trace)).stored;
  }

  /**
   * The job: analyses a run unless what is stored still holds. A run that is gone has nothing to say.
   * @returns the spans that were read for it, see `ReadRun`
   */
  async analyzeDue(scope: Scope, traceId: string): Promise<readonly StepSpan[] | null> {
    const { trace, stored } = await this.database.inWorkspace(scope, async (tx) => ({
      trace: await findTrace(tx, traceId),
      stored: await findAnalysis(tx, traceId),
    }));
    if (!trace) return null;
    const isCurrent = stored !== undefined && stored.eventCount === trace.eventCount;
    // What the server was told stands until events change.
    if (!isCurrent || stored.source !== 'server') return (await this.analyzeTrace(scope, trace)).spans;
    await this.answer(scope, trace);
    return null;
  }

  /**
   * Stores what an analyser of somebody else's found. It stands until events change or someone analyses.
   * @throws DomainError INVALID for a seq that the run has not
   */
  async put(scope: Scope, trace: TraceRow, verdict: Verdict): Promise<StoredAnalysis> {
    const { id: traceId, eventCount, maxSeq } = trace;
    const named = seqsOf(verdict);
    const known = await this.database.inWorkspace(scope, (tx) => findSeqs(tx, traceId, named));
    const unknown = named.find((seq) => !known.has(seq));
    if (unknown !== undefined) throw invalid('detections', `names seq ${unknown}, which the trace has not`);
    return this.store(scope, trace, {
      traceId,
      verdict,
      source: 'server',
      eventCount,
      maxSeq: maxSeq < 0 ? null : maxSeq,
      isTruncated: false,
      fallbackReason: null,
    });
  }

  /** Asks for the analysis of each run that is due. */
  async sweep(tx: SystemTx): Promise<void> {
    const due = await takeDueTraces(tx, sweepBatch);
    await enqueueForWorkspaces(
      tx,
      'analysis.run',
      due.map(({ workspaceId, traceId }) => ({ workspaceId, payload: { traceId } })),
    );
  }

  private async analyzeTrace(
    scope: Scope,
    trace: TraceRow,
  ): Promise<{ readonly stored: StoredAnalysis; readonly spans: ReadRun['spans'] }> {
    const settings = await this.database.inWorkspace(scope, (tx) => readDetectorSettings(tx, trace.projectId));
    const { analysis, spans } = await this.runs.withRun(trace, (read) => ({
      analysis: analyze(trace, read, settings),
      spans: read.spans,
    }));
    return { stored: await this.store(scope, trace, analysis), spans };
  }

  private async store(scope: Scope, trace: TraceRow, analysis: NewAnalysis): Promise<StoredAnalysis> {
    const stored = await this.database.inWorkspace(scope, async (tx) => {
      await lockRun(tx, trace.id);
      const verdict = withReported(analysis.verdict, await listReported(tx, trace.id));
      const row = await upsertAnalysis(tx, { ...analysis, verdict });
      await replaceEvidence(tx, trace.id, requestsOf(row.verdict));
      await enqueue(tx, 'incidents.absorb', { traceId: trace.id });
      // A job's own verdict has its ledger row; what somebody asked for or wrote is told apart by the audit.
      if (scope.actor.type !== 'job')
        await recordAudit(tx, scope, {
          action: analysis.source === 'server' ? 'analysis.put' : 'analysis.run',
          targetType: 'trace',
          targetId: trace.externalId,
          projectId: trace.projectId,
          details: { labels: row.verdict.labels, detector_set: row.verdict.detectorSet },
        });
      await recordVerdict(tx, trace.id, { labels: row.verdict.labels, answers: trace.analyzeAt });
      await insertLedger(clientOf(tx), [
        { kind: 'analysis', projectId: trace.projectId, traceId: trace.id, recordId: trace.id, seqs: null },
      ]);
      return row;
    });
    this.bus.announce(scope.workspaceId);
    return stored;
  }

  private async answer(scope: Scope, trace: TraceRow): Promise<void> {
    await this.database.inWorkspace(scope, (tx) => recordVerdict(tx, trace.id, { answers: trace.analyzeAt }));
  }
}

const analyze = (
  { id: traceId }: TraceRow,
  { run, eventCount, maxSeq, isTruncated }: ReadRun,
  settings: DetectorSettings,
): NewAnalysis => {
  const place = { traceId, source: 'detectors' as const, eventCount, maxSeq, isTruncated };
  try {
    return { ...place, verdict: analyzeRun(run, settings), fallbackReason: null };
  } catch (error) {
    return { ...place, verdict: failedVerdict, fallbackReason: `detector_error: ${nameOf(error)}` };
  }
};

/** The HTTP requests that a verdict names. */
const requestsOf = ({ detections }: Verdict): string[] => [
  ...new Set(
    detections.flatMap(({ evidence }) => evidence.flatMap((one) => (one.kind === 'http_request' ? [one.id] : []))),
  ),
];

/** The class only: a message may quote the run. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');
