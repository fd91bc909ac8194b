import { createModel, type LoopLimits, type LoopResult, runToolLoop } from '@debrief/infra';
import type { JsonObject } from '@debrief/kernel';
import type { Checkout } from '@debrief/repositories';
import type { ModelAccount } from '@debrief/tenancy';
import { CheckoutFiles } from '../checkout/checkout-files';
import { CheckoutGit } from '../checkout/checkout-git';
import { writeEvidence } from '../evidence/write-evidence';
import type { IncidentMaterial } from '../evidence/evidence-reader';
import type { LogKind, RefusedAct } from '../fix-run.types';
import { DataBoundary } from './data-boundary';
import { createFixTools, type Finished, type ToolState } from './fix-tools';
import type { FallbackReason } from './runner.types';
import { toLogContent } from './to-log-content';
import { writePrompt } from './write-prompt';

export interface ModelRun {
  readonly account: ModelAccount;
  readonly checkout: Checkout;
  readonly material: IncidentMaterial;
  readonly instructions: string | null;
  readonly limits: LoopLimits;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
  readonly note: (kind: LogKind, content: string) => Promise<void>;
}

export interface ModelOutcome {
  readonly loop: LoopResult;
  readonly refusals: readonly RefusedAct[];
  /** What the model changed and said of it, or why nothing came of it. */
  readonly end:
    | { readonly kind: 'changed'; readonly diff: string; readonly finished: Finished; readonly shown: string }
    | { readonly kind: 'none'; readonly reason: FallbackReason; readonly detail: string | null };
}

/** Lets a model work on a checkout. Nothing that it is shown, says or does leaves unmasked. */
export const runModel = async (run: ModelRun): Promise<ModelOutcome> => {
  const { account, checkout, material } = run;
  const boundary = new DataBoundary();
  const state: ToolState = { finished: null, violation: null, refusals: [] };
  const mask = maskWith(material, account.apiKey);
  const note = (kind: LogKind, content: JsonObject): Promise<void> => run.note(kind, toLogContent(content, mask));
  const files = new CheckoutFiles(checkout.folder, checkout.allowedPaths);
  const shown = mask(writeEvidence(material.evidence));
  const prompt = writePrompt({
    boundary,
    allowedPaths: checkout.allowedPaths,
    evidence: shown,
    instructions: run.instructions === null ? null : mask(run.instructions),
  });
  const loop = await runToolLoop({
    ...prompt,
    model: await createModel({
      protocol: account.provider,
      model: account.model,
      apiKey: account.apiKey,
      baseUrl: account.address,
      fetch: run.fetch,
    }),
    tools: await createFixTools({
      files,
      boundary,
      state,
      mask,
      note: (kind, content) => note(kind, content as JsonObject),
    }),
    limits: run.limits,
    prices: pricesOf(account),
    isOver: () => state.finished !== null || state.violation !== null,
    onStep: async (step) => {
      if (step.text !== '') await note('model', { text: step.text });
    },
    signal: run.signal,
  });
  return { loop, refusals: state.refusals, end: await endOf(loop, state, checkout, { shown, mask }) };
};

const endOf = async (
  { stop, problem }: LoopResult,
  { finished, violation, refusals }: ToolState,
  checkout: Checkout,
  { shown, mask }: { readonly shown: string; readonly mask: (text: string) => string },
): Promise<ModelOutcome['end']> => {
  const none = (reason: FallbackReason, detail: string | null = null): ModelOutcome['end'] => ({
    kind: 'none',
    reason,
    detail,
  });
  if (violation) return none('path_not_allowed', `${violation.detail}: ${mask(violation.path)}`);
  if (stop === 'error') return none('runner_failed', problem);
  if (stop === 'aborted') return none('worker_lost');
  if (stop === 'limit:time') return none('timed_out');
  if (!finished) return stop === 'done' ? none('not_finished') : none('limit_reached', stop);
  const diff = await new CheckoutGit(checkout.folder).diff();
  // A model that only tried what it must not has changed nothing for that reason.
  const [refused] = refusals;
  if (diff === '' && refused) return none('path_not_allowed', `${refused.detail}: ${mask(refused.path)}`);
  return { kind: 'changed', diff, finished: maskFinished(finished, mask), shown };
};

const maskFinished = ({ plan, summary, confidence }: Finished, mask: (text: string) => string): Finished => ({
  plan: plan.map((step) => toPlainText(mask(step))),
  summary: toPlainText(mask(summary)),
  confidence,
});

/** Without control characters, which neither rows nor pull requests hold. */
const toPlainText = (text: string): string => text.toWellFormed().replace(/(?!\n)\p{Cc}/gu, ' ');

/** The project's rules, and the key of the provider itself. */
const maskWith =
  ({ masker }: IncidentMaterial, apiKey: string) =>
  (text: string): string => {
    const masked = masker.maskText(text).value;
    return apiKey === '' ? masked : masked.replaceAll(apiKey, '[REDACTED]');
  };

const pricesOf = ({ inputPrice, outputPrice }: ModelAccount) =>
  inputPrice === null || outputPrice === null ? null : { input: inputPrice, output: outputPrice };
