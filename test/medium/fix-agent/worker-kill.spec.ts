import { sql } from 'kysely';
import { describeWithGithub } from '../../setup/loopback-github/loopback-github';
import { ModelServer } from '../../setup/model-server';
import { WorkerProcess } from '../../setup/worker-process';
import { environmentWith } from '../jobs/config-with';
import { type ConnectedWorkspace, useRepositories } from '../repositories/repositories-suite';
import { addIncident } from './fix-agent-suite';
import { bookFile, mends } from './mending-script';

jest.setTimeout(180_000);

describeWithGithub('a worker that ends during a fix run', (description) => {
  const model = new ModelServer();
  let modelUrl: string;
  let own: ConnectedWorkspace;
  afterAll(() => model.stop());
  const suite = useRepositories(description, { OUTBOUND_ALLOWED_HOSTS: '127.0.0.1' });
  beforeAll(async () => {
    modelUrl = await model.start();
  });

  const start = (): WorkerProcess =>
    WorkerProcess.start(
      environmentWith(suite.test, { ...suite.env, QUEUE_LOCK_SECONDS: '1', SWEEP_SECONDS: '1', LOG_LEVEL: 'warn' }),
    );
  const runOf = async (incidentId: string): Promise<{ id: string; status: string; attempts: number }> =>
    suite.database.inWorkspace(own.scope, (tx) =>
      tx
        .selectFrom('fixRun')
        .select(['id', 'status', 'attempts'])
        .where('incidentId', '=', incidentId)
        .executeTakeFirstOrThrow(),
    );
  const isOver = async (incidentId: string): Promise<boolean> =>
    !['queued', 'running'].includes((await runOf(incidentId)).status);

  beforeEach(async () => {
    model.requests.length = 0;
    own = await suite.mintConnected({ [bookFile.path]: bookFile.text });
    const provider = {
      name: 'scripted',
      provider: 'openai_compatible',
      model: 'm',
      base_url: modelUrl,
      api_key: 'sk-0123456789abcdef',
    };
    await suite.call(own, 'PATCH', '/api/workspace', { settings: { model_providers: [provider] } });
  });

  const dispatch = async (): Promise<string> => {
    const { id } = await addIncident(suite, own);
    await suite.call(own, 'POST', `/api/incidents/${id}/fix-agent`, { wait_seconds: 0 });
    return id;
  };

  it('killed while the model works: the next one runs it anew, and there is one pull request', async () => {
    model.script = (request) => (request.turn < 2 ? mends(request) : { hang: true });
    const id = await dispatch();
    const first = start();
    await first.until(async () => model.requests.length === 3);
    await first.kill();
    expect(await runOf(id)).toMatchObject({ status: 'running', attempts: 1 });

    model.script = mends;
    const second = start();
    await second.until(() => isOver(id));
    expect(await second.stop()).toBe(0);
    expect(await runOf(id)).toMatchObject({ status: 'succeeded' });
    expect(own.repository.pulls).toHaveLength(1);
  });

  it('told to stop, leaves the run to the next one at once', async () => {
    model.script = () => ({ hang: true });
    const id = await dispatch();
    const first = start();
    await first.until(async () => model.requests.length === 1);
    expect(await first.stop()).toBe(0);
    model.script = mends;
    const second = start();
    await second.until(() => isOver(id));
    expect(await second.stop()).toBe(0);
    expect(await runOf(id)).toMatchObject({ status: 'succeeded', attempts: 1 });
  });

  it('killed after the pull request was made: the next one asks no model again, and makes no second one', async () => {
    model.script = mends;
    const id = await dispatch();
    // What ends a run also tells the incident: held here, the worker stands between the pull request and the row.
    await suite.database.inWorkspace(own.scope, async (tx) => {
      await sql`select from incident where id = ${id} for update`.execute(tx);
      const first = start();
      await first.until(async () => own.repository.pulls.length === 1);
      await first.kill();
    });
    const asked = model.requests.length;
    const second = start();
    await second.until(() => isOver(id));
    expect(await second.stop()).toBe(0);
    expect(await runOf(id)).toMatchObject({ status: 'succeeded' });
    expect(own.repository.pulls).toHaveLength(1);
    expect(model.requests).toHaveLength(asked);
    const { body } = await suite.call(own, 'GET', `/api/fix-runs/${(await runOf(id)).id}`);
    expect(body).toMatchObject({ github_pr: { number: own.repository.pulls[0]!.number, fallback: false } });
  });
});
