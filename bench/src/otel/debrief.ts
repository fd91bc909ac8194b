import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { type BenchInstance, mintToken, startBenchInstance } from '../instance';
import { cpuSecondsOf, cpuSecondsOfTree } from '../process-usage';
import type { OtelServer } from './otel-server';

export type DebriefServer = OtelServer & { readonly instance: BenchInstance };

/** Debrief with a workspace of its own, a worker beside it, as the one-command mode has it. */
export const startDebrief = async (apis = 1, env: Readonly<Record<string, string>> = {}): Promise<DebriefServer> => {
  const instance = await startBenchInstance({ apis, workspaces: 1, workers: 1, env });
  const [workspace] = instance.workspaces;
  const [url, ...otherUrls] = instance.urls;
  const sumOf = (pids: readonly number[]): number => pids.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
  if (!workspace || !url) throw new Error('the instance has no workspace');
  return {
    name: apis === 1 ? 'Debrief' : `Debrief, ${apis} api processes`,
    url,
    otherUrls,
    headers: { authorization: `Bearer ${await mintToken(workspace, instance.jwtSecret)}` },
    gzip: true,
    settle: (traces) => settle(instance.postgres.adminUrl, traces),
    cpuSeconds: () => ({
      api: sumOf(instance.apiPids),
      Postgres: cpuSecondsOfTree(instance.postgres.pid),
      worker: sumOf(instance.workerPids),
    }),
    stop: () => instance.stop(),
    instance,
  };
};

/** A trace settles some seconds after its last span; then the worker analyses it and keeps its messages. */
const settle = async (adminUrl: string, traces: number): Promise<void> => {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    const kept = async (): Promise<number> => {
      const { rows } = await admin.query<{ kept: number }>('select count(*)::int as kept from debrief.trace_messages');
      return rows[0]?.kept ?? 0;
    };
    for (const deadline = Date.now() + 600_000; (await kept()) < traces; await delay(500))
      if (Date.now() > deadline) throw new Error(`only ${await kept()} of ${traces} traces have settled`);
  } finally {
    await admin.end();
  }
};
