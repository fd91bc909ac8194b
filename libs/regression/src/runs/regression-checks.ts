import { type Config, CONFIG, Database, type WorkspaceTx } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import {
  findProposedPullRequest,
  listProposedPullRequests,
  type ProposedPullRequest,
  RepositoryAccessService,
} from '@debrief/repositories';
import { Inject, Injectable } from '@nestjs/common';
import { decideCheck } from './decide-check';
import type { RegressionRun } from './regression.types';
import { findRun } from './runs.queries';

/** A later report of the same commit takes the place of this one. */
const checkName = 'Debrief regression';

/** Puts the verdict of a regression run where the change is reviewed. */
@Injectable()
export class RegressionChecks {
  constructor(
    private readonly database: Database,
    private readonly repositories: RepositoryAccessService,
    @Inject(CONFIG) private readonly config: Pick<Config, 'http'>,
  ) {}

  /** Reports a completed run as a check of its pull request's head; a refusal of the repository leaves it at that. */
  async report(scope: Scope, id: string): Promise<void> {
    const found = await this.database.inWorkspace(scope, async (tx) => {
      const run = (await findRun(tx, id))?.run;
      return run?.verdict ? { run, verdict: run.verdict, pullRequest: await findPullRequest(tx, run) } : undefined;
    });
    if (!found?.pullRequest) return;
    const { run, verdict, pullRequest } = found;
    await this.repositories.reportCheck(scope, {
      projectId: run.projectId,
      headSha: pullRequest.headSha,
      name: checkName,
      detailsUrl: `${this.config.http.publicUrl}/api/regression-runs/${run.id}`,
      ...decideCheck(run, verdict),
    });
  }
}

/** The pull request that a run tried: its fix run's, or the one that it was given by URL. Only ours are known. */
export const findPullRequest = async (
  tx: WorkspaceTx,
  { fixRunId, prUrl, incidentId }: RegressionRun,
): Promise<ProposedPullRequest | undefined> => {
  if (fixRunId !== null) return findProposedPullRequest(tx, fixRunId);
  if (prUrl === null) return undefined;
  return (await listProposedPullRequests(tx, incidentId)).find(({ url }) => url === prUrl);
};
