import { type Config, CONFIG, Database, type WorkspaceTx } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { isWholeSha, listCiCommits } from '@debrief/provenance';
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

  /** Reports a completed run as a check of each commit that it tried; a refusal of the repository leaves it at that. */
  async report(scope: Scope, id: string): Promise<void> {
    const found = await this.database.inWorkspace(scope, async (tx) => {
      const run = (await findRun(tx, id))?.run;
      return run?.verdict ? { run, verdict: run.verdict, commits: await findCheckedCommits(tx, run) } : undefined;
    });
    if (!found) return;
    const { run, verdict, commits } = found;
    for (const headSha of commits)
      await this.repositories.reportCheck(scope, {
        projectId: run.projectId,
        headSha,
        name: checkName,
        detailsUrl: `${this.config.http.publicUrl}/api/regression-runs/${run.id}`,
        ...decideCheck(run, verdict),
      });
  }
}

/** The commits at which a run's verdict stands: the head of its pull request, and what pipelines ran the agent at. */
export const findCheckedCommits = async (tx: WorkspaceTx, run: RegressionRun): Promise<readonly string[]> => {
  const pullRequest = await findPullRequest(tx, run);
  const tried = (await listCiCommits(tx, run.id)).filter(isWholeSha);
  return [...new Set([...(pullRequest ? [pullRequest.headSha] : []), ...tried])];
};

/** The pull request that a run tried: its fix run's, or the one that it was given by URL. Only ours are known. */
const findPullRequest = async (
  tx: WorkspaceTx,
  { fixRunId, prUrl, incidentId }: RegressionRun,
): Promise<ProposedPullRequest | undefined> => {
  if (fixRunId !== null) return findProposedPullRequest(tx, fixRunId);
  if (prUrl === null) return undefined;
  return (await listProposedPullRequests(tx, incidentId)).find(({ url }) => url === prUrl);
};
