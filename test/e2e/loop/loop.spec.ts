import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execFileSync } from 'node:child_process';
import { verifyProof } from '../../../libs/regression/src/proof/verify-proof';
import { NativeClient } from '../../factories/native-client';
import { mintTenant, type Tenant } from '../../factories/tenant';
import { type Instance, startInstance, startTimeoutMs } from '../../setup/instance';
import type { Repository } from '../../setup/loopback-github/github-state';
import { describeWithGithub, LoopbackGithub } from '../../setup/loopback-github/loopback-github';
import { ModelServer } from '../../setup/model-server';
import { redisUrl } from '../../setup/redis';
import { type Receiver, startReceiver, verify } from '../../setup/webhook-receiver';
import { mendsTheAgent } from './mending-model';
import { exampleFiles, runAgent, runExample } from './run-agent';

interface Incident {
  readonly id: string;
  readonly label: string;
  readonly status: string;
  readonly session_ids: readonly string[];
  readonly reopened_count: number;
  readonly critical_step_seq: number;
  readonly pr_url: string | null;
}

interface Task {
  readonly result_trace_id: string;
  readonly cassette_url: string;
  readonly ref: string;
}

/** What a webhook's receiver reads of a message. */
interface Message {
  readonly type: string;
  readonly data: {
    readonly incident?: { readonly id: string };
    readonly incident_id?: string;
    readonly regression_run?: { readonly incident_id: string; readonly verdict: string };
  };
}

/** What must be fixed: the agent goes on although the page warns it. */
const label = 'ignored_ui_warning';
/** A webhook whose worker was killed while it was sent is sent again within a minute. */
const patienceMs = 90_000;

/** Both take minutes: without `ALL_QUEUES` the one of hosted instances stands for the other, which each job's own tests try as well. */
const isTried = (backend: 'postgres' | 'redis'): boolean =>
  process.env.ALL_QUEUES !== undefined || (backend === 'redis') === (redisUrl !== undefined);

/** On Redis a number of its own: all suites of a run share one. */
const backends: readonly (readonly [name: string, env: Record<string, string> | null])[] = [
  ['postgres', isTried('postgres') ? { QUEUE_BACKEND: 'postgres' } : null],
  ['redis', redisUrl && isTried('redis') ? { QUEUE_BACKEND: 'redis', REDIS_URL: `${redisUrl}/9` } : null],
];

describeWithGithub('from a failed run to a proved fix', (description) => {
  for (const [backend, queue] of backends) {
    if (!queue) {
      describe.skip(`queue on ${backend} (skipped: ALL_QUEUES=1 tries every queue that there is)`, () =>
        it('goes the whole way', () => undefined));
      continue;
    }
    describe(`queue on ${backend}, the worker killed in each stage`, () => {
      const github = new LoopbackGithub(description);
      const model = new ModelServer();
      let instance: Instance;
      let tenant: Tenant;
      let owner: NativeClient;
      let repository: Repository;
      let agentEnv: Record<string, string>;
      let incident: Incident;
      let receiver: Receiver;
      let webhookSecret: string;

      beforeAll(async () => {
        model.script = mendsTheAgent;
        const modelUrl = await model.start();
        const env = {
          ...(await github.start()),
          ...queue,
          QUEUE_LOCK_SECONDS: '2',
          OUTBOUND_ALLOWED_HOSTS: '127.0.0.1',
        };
        instance = await startInstance({ worker: true, env });
        tenant = await mintTenant(instance);
        owner = new NativeClient(instance.url, tenant.owner.token);
        agentEnv = { DEBRIEF_URL: instance.url, DEBRIEF_API_KEY: tenant.apiKey };
        repository = await connect();
        receiver = await startReceiver();
        ({ secret: webhookSecret } = await ask<{ secret: string }>('POST', '/api/webhooks', { url: receiver.url }));
        const provider = {
          name: 'scripted',
          provider: 'openai_compatible',
          model: 'm',
          base_url: modelUrl,
          api_key: 'k-1',
        };
        await ask('PATCH', '/api/workspace', { settings: { model_providers: [provider] } });
        await ask('PUT', `/api/projects/${tenant.projectId}/replay-target`, { kind: 'pull' });
      }, startTimeoutMs);
      afterAll(async () => {
        await instance?.stop();
        receiver?.close();
        await model.stop();
        await github.stop();
      });

      const ask = async <T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T> => {
        const answer = await owner.send<T>(method, path, body, {});
        if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
        return answer.body;
      };
      /** A repository with the example agent, through an installation that the owner binds as a browser would. */
      const connect = async (): Promise<Repository> => {
        const made = github.state.addRepository('acme/agents');
        made.bare.commit(exampleFiles());
        const installation = github.state.install('acme', made);
        const path = `/api/projects/${tenant.projectId}/connected-repo`;
        const { connected_repo: repo } = await ask<{ connected_repo: { install_url: string } }>('GET', path);
        const state = new URL(repo.install_url).searchParams.get('state') ?? '';
        const code = github.state.signIn({ installation, push: true });
        const query = { state, code, installation_id: String(installation.id), setup_action: 'install' };
        await fetch(`${instance.url}/api/github/callback?${new URLSearchParams(query)}`, { redirect: 'manual' });
        await ask('PUT', path, { repo: 'acme/agents' });
        return made;
      };
      /** Kills the worker as soon as a stage has begun; the next one takes the work up. */
      const withKill = async <T>(begin: () => Promise<T>): Promise<T> => {
        const begun = await begin();
        await delay(150);
        await instance.worker?.kill();
        await instance.worker?.start();
        return begun;
      };
      const until = async <T>(what: string, look: () => Promise<T | undefined>): Promise<T> => {
        for (const deadline = Date.now() + patienceMs; Date.now() < deadline; await delay(100)) {
          const found = await look();
          if (found !== undefined) return found;
        }
        throw new Error(`no ${what} after ${patienceMs} ms:\n${instance.worker?.log}`);
      };
      const incidentOf = (traceId: string): Promise<Incident> =>
        until('incident', async () => {
          const { incidents } = await ask<{ incidents: Incident[] }>('GET', `/api/incidents?session_id=${traceId}`);
          return incidents.find((one) => one.label === label);
        });

      it('a failed run is analysed and opens its incident', async () => {
        const traceId = await withKill(() => runExample(agentEnv));
        incident = await incidentOf(traceId);
        expect(incident).toMatchObject({ status: 'new', session_ids: [traceId], reopened_count: 0 });
        const { analysis } = await ask<{
          analysis: { labels: string[]; critical_step_seq: number; root_cause: string };
        }>('GET', `/api/traces/${traceId}/analysis`);
        expect(analysis.labels).toEqual(
          expect.arrayContaining([label, 'browser_goal_mismatch', 'false_success_claim']),
        );
        expect(analysis.root_cause).toContain(`Step ${analysis.critical_step_seq}`);
      }, 120_000);

      it('the fix agent proposes a draft pull request that mends the agent', async () => {
        await withKill(() => ask('POST', `/api/incidents/${incident.id}/fix-agent`, { wait_seconds: 0 }));
        const fix = await until('fix', async () => {
          const { fix_runs: runs } = await ask<{ fix_runs: { fix_run: { status: string } }[] }>(
            'GET',
            `/api/incidents/${incident.id}/fix-runs`,
          );
          return runs.find(({ fix_run: { status } }) => !['queued', 'running'].includes(status));
        });
        expect(fix).toMatchObject({ fix_run: { status: 'succeeded' } });
        expect(repository.pulls).toMatchObject([{ draft: true, state: 'open' }]);
        expect(github.problems).toEqual([]);
      }, 120_000);

      it('the failing run is replayed on the change and the verdict is proved', async () => {
        const ref = repository.pulls[0]?.head ?? '';
        const { regression_run: started } = await withKill(() =>
          ask<{ regression_run: { id: string } }>('POST', `/api/incidents/${incident.id}/regression-runs`, {
            replay: { ref },
            wait_seconds: 0,
          }),
        );
        const path = `/api/regression-runs/${started.id}`;
        const tasks = await until('work', async () => {
          const { cases } = await ask<{ cases: Task[] }>('GET', `${path}/work`);
          return cases.length > 0 ? cases : undefined;
        });
        for (const task of tasks) await withKill(() => replay(task));
        const run = await until('verdict', async () => {
          const { regression_run: one } = await ask<{ regression_run: Record<string, unknown> }>('GET', path);
          return one['status'] === 'completed' ? one : undefined;
        });
        expect(run).toMatchObject({ verdict: 'fixed', before_fail: 1, after_pass: 1, after_fail: 0, fallback: false });
        const keys = await (await fetch(`${instance.url}/.well-known/debrief-proof.json`)).json();
        expect(verifyProof(await ask('GET', `${path}/proof`), keys)).toMatchObject({ ok: true });
      }, 180_000);

      it('the check stands on the pull request, and the incident is verified', async () => {
        const check = await until('check', async () => repository.checks[0]);
        expect(check).toMatchObject({ conclusion: 'success' });
        expect(repository.checks).toHaveLength(1);
        expect(await ask('GET', `/api/incidents/${incident.id}`)).toMatchObject({ incident: { status: 'verified' } });
        expect(github.problems).toEqual([]);
      }, 120_000);

      it('the same failure later reopens the incident', async () => {
        const traceId = await withKill(() => runExample(agentEnv));
        const again = await incidentOf(traceId);
        expect(again).toMatchObject({ id: incident.id, status: 'new', reopened_count: 1 });
        expect(again.session_ids).toHaveLength(2);
      }, 120_000);

      it('each stage told the webhook, signed, whatever was killed meanwhile', async () => {
        const told = (): Message[] => receiver.received.map((message) => verify(webhookSecret, message) as Message);
        const about = (): Map<string, string> =>
          new Map(
            receiver.received.map(({ headers }, index) => [String(headers['webhook-id']), storyOf(told()[index])]),
          );
        const storyOf = (message: Message | undefined): string => {
          const id =
            message?.data.incident?.id ?? message?.data.incident_id ?? message?.data.regression_run?.incident_id;
          return id === incident.id ? String(message?.type) : 'another incident';
        };
        const stories = await until('webhook of each stage', async () => {
          const all = [...about().values()].filter((story) => story !== 'another incident');
          return all.length >= 4 ? all : undefined;
        });
        expect(stories.sort()).toEqual(['fix.ready', 'incident.opened', 'incident.reopened', 'regression.finished']);
        expect(told()).toContainEqual(
          expect.objectContaining({
            type: 'regression.finished',
            data: expect.objectContaining({ regression_run: expect.objectContaining({ verdict: 'fixed' }) }),
          }),
        );
      }, 120_000);

      /** As a CI job does it: check out the ref, run the agent under the id that it was given. */
      const replay = async ({ ref, result_trace_id, cassette_url }: Task): Promise<void> => {
        const folder = mkdtempSync(join(tmpdir(), 'debrief-replay-'));
        try {
          execFileSync('git', ['clone', '-q', '--branch', ref, repository.bare.folder, folder], { stdio: 'ignore' });
          await runAgent(folder, {
            ...agentEnv,
            DEBRIEF_RESULT_TRACE_ID: result_trace_id,
            DEBRIEF_CASSETTE_URL: cassette_url,
          });
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      };
    });
  }
});
