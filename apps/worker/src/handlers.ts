import { AnalysisService } from '@debrief/analysis';
import { EvaluationRunner, EvaluationScheduler, RegressionEvaluation } from '@debrief/evaluation';
import { FixRunsService } from '@debrief/fix-agent';
import { IncidentsService } from '@debrief/incidents';
import type { JobEndings, JobHandlers } from '@debrief/infra';
import { MediaService, RereadingService, SettlingService } from '@debrief/ingestion';
import { RegressionChecks, RegressionRunner } from '@debrief/regression';
import { MessagesService } from '@debrief/replay';
import { RetentionService } from '@debrief/retention';
import { TenancyExpiryService } from '@debrief/tenancy';
import { WebhookSender } from '@debrief/webhooks';
import type { FactoryProvider } from '@nestjs/common';

/** Injection tokens of the tables below. */
export const SERVICES = Symbol('services');
export const JOB_HANDLERS = Symbol('job handlers');
export const JOB_ENDINGS = Symbol('job endings');

/** The services that jobs and sweeps call. */
const services = {
  analysis: AnalysisService,
  messages: MessagesService,
  evaluationRunner: EvaluationRunner,
  evaluationScheduler: EvaluationScheduler,
  fixRuns: FixRunsService,
  regression: RegressionRunner,
  regressionEvaluation: RegressionEvaluation,
  regressionChecks: RegressionChecks,
  incidents: IncidentsService,
  media: MediaService,
  rereading: RereadingService,
  settling: SettlingService,
  retention: RetentionService,
  tenancy: TenancyExpiryService,
  webhooks: WebhookSender,
} as const;
export type Services = { readonly [K in keyof typeof services]: InstanceType<(typeof services)[K]> };

export const servicesProvider: FactoryProvider<Services> = {
  provide: SERVICES,
  useFactory: (...instances: unknown[]) =>
    Object.fromEntries(Object.keys(services).map((name, index) => [name, instances[index]])) as Services,
  inject: Object.values(services),
};

/** What each job of the catalogue does: one verb of one feature. */
export const createHandlers = ({
  analysis,
  evaluationRunner,
  evaluationScheduler,
  fixRuns,
  incidents,
  media,
  messages,
  regression,
  regressionChecks,
  regressionEvaluation,
  rereading,
  settling,
  retention,
  tenancy,
  webhooks,
}: Services): JobHandlers => ({
  'analysis.run': async (scope, { traceId }) => {
    await settling.recount(scope, traceId);
    const due = await messages.dueView(scope, traceId);
    const spans = await analysis.analyzeDue(scope, traceId);
    if (due) await messages.keep(scope, due, spans);
  },
  'evaluation.evaluate': async (scope, { evaluatorJobId }) => {
    await evaluationRunner.run(scope, evaluatorJobId);
    await regressionEvaluation.noteEvaluated(scope, evaluatorJobId);
  },
  'evaluation.evaluate-regression': (scope, { regressionRunId }) => regressionEvaluation.run(scope, regressionRunId),
  'fix-agent.run': (scope, { fixRunId }) => fixRuns.run(scope, fixRunId),
  'incidents.absorb': async (scope, { traceId }) => {
    await incidents.absorb(scope, traceId);
    await regression.noteAnalyzed(scope, traceId);
    await evaluationScheduler.noteAnalyzed(scope, traceId);
  },
  'incidents.relink-traces': (scope, payload) => incidents.relinkTraces(scope, payload),
  'ingestion.remove-media': (scope) => media.removeUnused(scope),
  'ingestion.reread-spans': (scope) => rereading.reread(scope),
  'ingestion.settle-traces': async (scope) => void (await settling.settle(scope)),
  'regression.report-check': (scope, { regressionRunId }) => regressionChecks.report(scope, regressionRunId),
  'regression.run': (scope, { regressionRunId }) => regression.run(scope, regressionRunId),
  'retention.expire-traces': (scope, payload) => retention.expireTraces(scope, payload),
  'tenancy.expire-keys': async (scope) => void (await tenancy.recordExpiredKeys(scope)),
  'webhooks.deliver': (scope, { deliveryId }) => webhooks.deliver(scope, deliveryId),
});

/** What is noted when a job is given up: only for jobs that somebody waits for. */
export const createEndings = ({
  evaluationRunner,
  fixRuns,
  regression,
  regressionEvaluation,
}: Services): JobEndings => ({
  'evaluation.evaluate': async (scope, { evaluatorJobId }, error) => {
    await evaluationRunner.giveUp(scope, evaluatorJobId, error);
    await regressionEvaluation.noteEvaluated(scope, evaluatorJobId);
  },
  'evaluation.evaluate-regression': (scope, { regressionRunId }) => regressionEvaluation.giveUp(scope, regressionRunId),
  'regression.run': (scope, { regressionRunId }) => regression.fail(scope, regressionRunId),
  'fix-agent.run': (scope, { fixRunId }) => fixRuns.giveUp(scope, fixRunId),
});
