import type { Config, SystemTx } from '@debrief/infra';
import { deleteOldDeletions, deleteUnusedSources, ensureEventPartitions, sumTallies } from '@debrief/ingestion';
import { sweepCassettes, sweepRuns } from '@debrief/regression';
import { deleteOldDeliveries, sweepDeliveries } from '@debrief/webhooks';
import type { Services } from './handlers';

/** Looks across workspaces for what time has made due, and asks for a job in each. Safe to run twice. */
export interface Sweep {
  readonly name: string;
  readonly everySeconds: number;
  readonly work: (tx: SystemTx) => Promise<void>;
}

/** Injection token of the sweeps. */
export const SWEEPS = Symbol('sweeps');

export const createSweeps = (
  { sweepSeconds, retentionSweepSeconds }: Config['jobs'],
  { analysis, fixRuns, media, rereading, settling, retention, tenancy }: Services,
): readonly Sweep[] => [
  { name: 'due analyses', everySeconds: 0.25, work: (tx) => analysis.sweep(tx) },
  { name: 'open regression runs', everySeconds: sweepSeconds, work: sweepRuns },
  { name: 'forsaken fix runs', everySeconds: sweepSeconds, work: (tx) => fixRuns.sweep(tx) },
  { name: 'unused cassettes', everySeconds: 3_600, work: sweepCassettes },
  { name: 'silent traces', everySeconds: sweepSeconds, work: (tx) => settling.sweep(tx) },
  { name: 'expired keys', everySeconds: sweepSeconds, work: (tx) => tenancy.sweepKeys(tx) },
  { name: 'old idempotency records', everySeconds: sweepSeconds, work: (tx) => tenancy.sweepIdempotencyRecords(tx) },
  { name: 'spans read by older rules', everySeconds: 600, work: (tx) => rereading.sweep(tx) },
  { name: 'overdue webhooks', everySeconds: sweepSeconds, work: sweepDeliveries },
  { name: 'old webhook deliveries', everySeconds: 3_600, work: deleteOldDeliveries },
  { name: 'tallies of projects', everySeconds: sweepSeconds, work: sumTallies },
  { name: 'old deletions of runs', everySeconds: 3_600, work: deleteOldDeletions },
  { name: 'unused media', everySeconds: 3_600, work: (tx) => media.sweep(tx) },
  { name: 'unused resources and scopes', everySeconds: 3_600, work: deleteUnusedSources },
  { name: 'retention', everySeconds: retentionSweepSeconds, work: (tx) => retention.sweep(tx) },
  { name: 'event partitions', everySeconds: 3_600, work: ensureEventPartitions },
];
