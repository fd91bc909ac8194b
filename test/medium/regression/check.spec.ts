import { RegressionChecks } from '@debrief/regression';
import { createLog, type WorkspaceTx } from '@debrief/infra';
import { newId } from '@debrief/kernel';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WorkerModule } from '../../../apps/worker/src/worker.module';
import { insertIncident } from '../../factories/incidents';
import { insertRegressionRun } from '../../factories/regression';
import { describeWithGithub } from '../../setup/loopback-github/loopback-github';
import { configWith } from '../jobs/config-with';
import { type ConnectedWorkspace, useRepositories } from '../repositories/repositories-suite';

describeWithGithub('the check of a regression run', (description) => {
  const parts: { worker?: INestApplicationContext } = {};
  afterAll(() => parts.worker?.close());
  const suite = useRepositories(description);
  beforeAll(async () => {
    const config = configWith(suite.test, { ...suite.env });
    parts.worker = await NestFactory.createApplicationContext(WorkerModule.forRoot(config, createLog('silent')), {
      logger: false,
      abortOnError: false,
    });
  });

  const report = (own: ConnectedWorkspace, id: string) =>
    parts.worker?.get(RegressionChecks, { strict: false }).report(own.job, id);
  const head = (own: ConnectedWorkspace): string => own.repository.bare.commit({ 'agents/book.ts': 'fixed' });
  const url = 'https://github.example.test/acme/agents/pull/7';

  /** A completed run of a pull request of ours. */
  const insertRun = async (tx: WorkspaceTx, own: ConnectedWorkspace, headSha: string, run: object): Promise<string> => {
    const incidentId = await insertIncident(tx, own.projectId);
    const fixRunId = newId();
    await tx
      .insertInto('proposedPullRequest')
      .values({
        id: newId(),
        projectId: own.projectId,
        incidentId,
        fixRunId,
        repositoryId: own.repository.id,
        repo: own.repo,
        number: 7,
        url,
        branch: 'debrief/fix-1',
        headSha,
        state: 'open',
        stateAt: new Date(),
      })
      .execute();
    const id = await insertRegressionRun(tx, { projectId: own.projectId, incidentId });
    await tx
      .updateTable('regressionRun')
      .set({ fixRunId, fallbackReason: null, ...run })
      .where('id', '=', id)
      .execute();
    return id;
  };

  it.each([
    ['fixed', 'success'],
    ['regressed', 'failure'],
    ['inconclusive', 'neutral'],
  ])('of the verdict %s stands as %s at the head of its pull request', async (verdict, conclusion) => {
    const own = await suite.mintConnected();
    const headSha = head(own);
    const id = await suite.database.inWorkspace(own.scope, (tx) => insertRun(tx, own, headSha, { verdict }));
    await report(own, id);
    expect(own.repository.checks).toEqual([
      expect.objectContaining({ head_sha: headSha, name: 'Debrief regression', conclusion }),
    ]);
  });

  it('is found by the URL of the pull request, too, and stands there once', async () => {
    const own = await suite.mintConnected();
    const headSha = head(own);
    const id = await suite.database.inWorkspace(own.scope, (tx) =>
      insertRun(tx, own, headSha, { verdict: 'fixed', fixRunId: null, prUrl: url }),
    );
    await report(own, id);
    await report(own, id);
    expect(own.repository.checks).toHaveLength(1);
  });

  it('stands at the commit that a pipeline tried, with or without a pull request', async () => {
    const own = await suite.mintConnected();
    const tried = head(own);
    const id = await suite.database.inWorkspace(own.scope, async (tx) => {
      const run = await insertRun(tx, own, tried, { verdict: 'fixed', fixRunId: null, prUrl: null });
      for (const [jobName, gitCommitSha] of [
        ['a', tried],
        ['b', tried],
        ['short', tried.slice(0, 10)],
        ['none', null],
      ] as const) {
        const ciRunId = newId();
        const key = { provider: 'github', providerRunId: '1', jobName, gitCommitSha, regressionRunId: run };
        await tx
          .insertInto('ciRun')
          .values({
            ...key,
            id: ciRunId,
            externalId: ciRunId,
            projectId: own.projectId,
            status: 'running',
            startedAt: new Date(),
            contentHash: Buffer.of(0),
          })
          .execute();
      }
      return run;
    });
    await report(own, id);
    expect(own.repository.checks).toEqual([
      expect.objectContaining({ head_sha: tried, name: 'Debrief regression', conclusion: 'success' }),
    ]);
  });

  it('is not reported for a pull request that is not ours', async () => {
    const own = await suite.mintConnected();
    const id = await suite.database.inWorkspace(own.scope, (tx) =>
      insertRun(tx, own, head(own), { verdict: 'fixed', fixRunId: null, prUrl: 'https://elsewhere.example.test/1' }),
    );
    await report(own, id);
    expect(own.repository.checks).toEqual([]);
  });
});
