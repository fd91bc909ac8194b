import { Database } from '@debrief/infra';
import { IngestionService } from '@debrief/ingestion';
import type { Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';
import { CassettesService } from '../cassette/cassettes.service';
import { ReplaySender } from '../replay-target/replay-sender';
import type { RegressionAttempt, RegressionCase, RegressionRunDetails } from './regression.types';
import { insertRegressionTraces, updateAttempt } from './runs.queries';

/** `source` of the traces that a regression run opens. */
const source = 'debrief:regression';

/** Makes ready what a replay target needs, the cassettes and the empty traces that it is to record, and tells it. */
@Injectable()
export class ResultTraces {
  constructor(
    private readonly database: Database,
    private readonly ingestion: IngestionService,
    private readonly cassettes: CassettesService,
    private readonly sender: ReplaySender,
  ) {}

  /** Safe to run twice: a trace that is there already is found by its id. */
  async open(scope: Scope, { run, cases }: RegressionRunDetails): Promise<void> {
    for (const one of cases) {
      const replays = one.attempts.filter(({ isCandidate }) => !isCandidate);
      if (replays.length === 0) continue;
      await this.cassettes.freeze(scope, one, run.projectId);
      for (const attempt of replays)
        if (attempt.traceId === null) await this.openTrace(scope, one, attempt, run.projectId);
    }
  }

  /** Tells a webhook of what it is to record. @param details with the traces open */
  send(scope: Scope, details: RegressionRunDetails, now: Date): Promise<void> {
    return this.sender.send(scope, details, now);
  }

  /** The trace is marked before anybody is told of it: none of its failures ever counts in an incident. */
  private async openTrace(
    scope: Scope,
    one: RegressionCase,
    attempt: RegressionAttempt,
    projectId: string,
  ): Promise<void> {
    const { trace } = await this.ingestion.createTrace(scope, {
      id: attempt.traceExternalId,
      sessionId: null,
      userGoal: one.userGoal,
      agent: null,
      environment: null,
      source,
      metadata: { regression_run_id: one.runId, case_id: one.id },
      tags: null,
      project: projectId,
    });
    await this.database.inWorkspace(scope, async (tx) => {
      await insertRegressionTraces(tx, [trace.id]);
      await updateAttempt(tx, attempt, { traceId: trace.id });
    });
  }
}
