import type { RunRef } from '@debrief/datasets';

/** The parameters of a path to a run: `/:id/runs/:runId…` or `/runs/:runId…`. */
export interface RunPath {
  readonly id?: string;
  readonly runId: string;
}

export const toRunRef = ({ id, runId }: RunPath): RunRef => ({ dataset: id, run: runId });
