import { type Config, CONFIG, Database } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { getRun } from '../runs/get-run';
import type { RegressionRunDetails, RegressionStatus } from '../runs/regression.types';

/** One run of an agent that is to be recorded. */
export interface ReplayTask {
  readonly caseId: string;
  /** External id of the recorded run. */
  readonly traceId: string;
  readonly userGoal: string | null;
  readonly ref: string | null;
  readonly resultTraceId: string;
  readonly cassetteUrl: string;
  readonly deadline: Date;
}

export interface Work {
  readonly regressionRunId: string;
  readonly status: RegressionStatus;
  readonly cases: readonly ReplayTask[];
}

/** Tells who runs agents again what is to be run. */
@Injectable()
export class ReplayWorkService {
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Pick<Config, 'http'>,
  ) {}

  /** What is still to be recorded: nothing while the run is being made ready, nor when it is over. @throws DomainError NOT_FOUND */
  async list(scope: Scope, id: string): Promise<Work> {
    const details = await this.database.inWorkspace(scope, (tx) => getRun(tx, scope, id));
    return {
      regressionRunId: id,
      status: details.run.status,
      cases: toTasks(details, this.config.http.publicUrl),
    };
  }
}

/** The attempts whose result traces are open. */
export const toTasks = ({ run, cases }: RegressionRunDetails, publicUrl: string): ReplayTask[] =>
  run.completedAt !== null
    ? []
    : cases.flatMap((one) =>
        one.attempts
          .filter(({ isCandidate, outcome, traceId }) => !isCandidate && outcome === null && traceId !== null)
          .map(({ traceExternalId }) => ({
            caseId: one.id,
            traceId: one.traceExternalId,
            userGoal: one.userGoal,
            ref: run.replayRef,
            resultTraceId: traceExternalId,
            cassetteUrl: cassetteUrl(publicUrl, { runId: run.id, caseId: one.id, resultTraceId: traceExternalId }),
            deadline: run.deadlineAt,
          })),
      );

const cassetteUrl = (
  publicUrl: string,
  { runId, caseId, resultTraceId }: { readonly runId: string; readonly caseId: string; readonly resultTraceId: string },
): string =>
  `${publicUrl}/api/regression-runs/${runId}/cases/${caseId}/tool-calls?result_trace_id=${encodeURIComponent(resultTraceId)}`;
