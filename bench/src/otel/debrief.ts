import { type BenchInstance, mintToken, startBenchInstance } from '../instance';
import { cpuSecondsOf, cpuSecondsOfTree } from '../process-usage';
import type { OtelServer } from './otel-server';

/** Debrief with a workspace of its own, a worker beside it, as the one-command mode has it. */
export const startDebrief = async (apis = 1): Promise<OtelServer & { readonly instance: BenchInstance }> => {
  const instance = await startBenchInstance({ apis, workspaces: 1, workers: 1 });
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
    cpuSeconds: () => ({
      api: sumOf(instance.apiPids),
      Postgres: cpuSecondsOfTree(instance.postgres.pid),
      worker: sumOf(instance.workerPids),
    }),
    stop: () => instance.stop(),
    instance,
  };
};
