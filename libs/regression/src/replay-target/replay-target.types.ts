import type { ReplayKind } from '../runs/regression.types';

/** Where the runs after a change come from: a webhook that runs the agent, or a runner that takes the work by itself. */
export interface ReplayTarget {
  readonly projectId: string;
  readonly kind: ReplayKind;
  /** Of a webhook. */
  readonly url: string | null;
  readonly enabled: boolean;
  /** How long a regression run waits for its runs. */
  readonly deadlineSeconds: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What an owner sets; absent: as it is, or the default of a new one. */
export interface ReplayTargetChange {
  readonly kind?: ReplayKind;
  readonly url?: string;
  readonly enabled?: boolean;
  readonly deadlineSeconds?: number;
}
