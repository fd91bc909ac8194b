import { type BenchInstance, mintToken, startBenchInstance } from '../instance';
import type { OtelServer } from './otel-server';

/** Debrief with a workspace of its own, a worker beside it, as the one-command mode has it. */
export const startDebrief = async (apis = 1): Promise<OtelServer & { readonly instance: BenchInstance }> => {
  const instance = await startBenchInstance({ apis, workspaces: 1, workers: 1 });
  const [workspace] = instance.workspaces;
  const [url] = instance.urls;
  if (!workspace || !url) throw new Error('the instance has no workspace');
  return {
    name: 'Debrief',
    url,
    headers: { authorization: `Bearer ${await mintToken(workspace, instance.jwtSecret)}` },
    gzip: true,
    stop: () => instance.stop(),
    instance,
  };
};
