import type { Scope } from '@debrief/kernel';
import {
  EvaluatorJobPayload,
  FixRunPayload,
  RegressionRunPayload,
  RelinkPayload,
  RetentionPayload,
  TracePayload,
  WebhookDeliveryPayload,
  WorkspacePayload,
} from './payloads';

interface JobSpec {
  readonly queue: string;
  /** Carries ids only: the row is the truth, the queue is delivery. A new required field is a new job name. */
  readonly payload: new () => object;
  /** How often a job that throws is run before it is given up. */
  readonly attempts: number;
}

/** Every job of the product. A line here without a handler in apps/worker/src/handlers.ts does not compile. */
export const jobCatalog = {
  'analysis.run': { queue: 'analysis', payload: TracePayload, attempts: 5 },
  // Of a queue of its own, too: a judge waits for a model.
  'evaluation.evaluate': { queue: 'evaluations', payload: EvaluatorJobPayload, attempts: 5 },
  'evaluation.evaluate-regression': { queue: 'evaluations', payload: RegressionRunPayload, attempts: 5 },
  'fix-agent.run': { queue: 'agents', payload: FixRunPayload, attempts: 3 },
  'incidents.relink-traces': { queue: 'analysis', payload: RelinkPayload, attempts: 5 },
  'incidents.absorb': { queue: 'analysis', payload: TracePayload, attempts: 5 },
  'ingestion.remove-media': { queue: 'default', payload: WorkspacePayload, attempts: 5 },
  'ingestion.reread-spans': { queue: 'default', payload: WorkspacePayload, attempts: 5 },
  'ingestion.settle-traces': { queue: 'default', payload: WorkspacePayload, attempts: 5 },
  'regression.report-check': { queue: 'agents', payload: RegressionRunPayload, attempts: 5 },
  'regression.run': { queue: 'agents', payload: RegressionRunPayload, attempts: 5 },
  'retention.expire-traces': { queue: 'default', payload: RetentionPayload, attempts: 5 },
  'tenancy.expire-keys': { queue: 'default', payload: WorkspacePayload, attempts: 5 },
  // Of a queue of its own: it waits for strangers' servers.
  'webhooks.deliver': { queue: 'deliveries', payload: WebhookDeliveryPayload, attempts: 5 },
} as const satisfies Record<string, JobSpec>;

export type JobName = keyof typeof jobCatalog;
export type JobPayload<N extends JobName> = InstanceType<(typeof jobCatalog)[N]['payload']>;

/** What is noted when a job is given up: its attempts ran out, or its error says that no attempt can help. Safe to run twice. */
export type JobEndings = {
  readonly [N in JobName]?: (scope: Scope, payload: JobPayload<N>, error: unknown) => Promise<void>;
};

/** One handler for each job. A handler is safe to run twice; a claim that it lost is a normal return. */
export type JobHandlers = { readonly [N in JobName]: (scope: Scope, payload: JobPayload<N>) => Promise<void> };

export const jobNames = Object.keys(jobCatalog) as readonly JobName[];
export const queueNames: readonly string[] = [...new Set(Object.values(jobCatalog).map(({ queue }) => queue))];

export const isJobName = (name: string): name is JobName => Object.hasOwn(jobCatalog, name);
