import type { ToolSet } from 'ai';
import type { ZodType } from 'zod';
import type { Model } from './create-model';
import { toModelFailure } from './model-failure';
import { findLimit, type LoopLimits, type LoopUsage, type TokenPrices, UsageTally } from './usage-tally';

/** What the model may do. `run` answers with text for the model: what the model did wrong is told there, not thrown. */
export interface LoopTool {
  readonly description: string;
  readonly input: ZodType;
  run(input: unknown): Promise<string>;
}

/** `limit:…`: what ran out. `error`: the provider's answer, see `problem`. */
export type LoopStop =
  | 'done'
  | 'aborted'
  | 'error'
  | 'limit:time'
  | 'limit:steps'
  | 'limit:input_tokens'
  | 'limit:output_tokens'
  | 'limit:cost';

export interface LoopResult {
  /** What the model said last. */
  readonly text: string;
  readonly steps: number;
  readonly usage: LoopUsage;
  readonly stop: LoopStop;
  /** Of `error`: what went wrong, without anything that was sent or received. */
  readonly problem: string | null;
}

export interface LoopStep {
  readonly text: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface ToolLoop {
  readonly model: Model;
  readonly system: string;
  readonly prompt: string;
  readonly tools: Readonly<Record<string, LoopTool>>;
  readonly limits: LoopLimits;
  readonly prices?: TokenPrices | null;
  /** Asked between two steps: whether the work is over. */
  readonly isOver?: () => boolean;
  readonly onStep?: (step: LoopStep) => Promise<void>;
  /** Ends the loop from outside. */
  readonly signal?: AbortSignal;
}

/** Largest answer of one step. */
const stepOutputTokens = 16_384;

/**
 * Lets a model call tools, one after the other, until it has no more calls, the work is over or a limit is reached. A provider that
 * fails is a result, not an exception.
 * @throws what a tool or `onStep` throws: both are ours
 */
export const runToolLoop = async (loop: ToolLoop): Promise<LoopResult> => {
  const { generateText, isStepCount } = await import('ai');
  const { limits } = loop;
  const tally = new UsageTally(loop.prices ?? null);
  const deadline = AbortSignal.timeout(limits.ms);
  const ours = new OwnFailure();
  const signal = AbortSignal.any([deadline, ours.signal, ...(loop.signal ? [loop.signal] : [])]);
  let text = '';
  const end = (stop: LoopStop, problem: string | null = null): LoopResult => ({
    text,
    steps: tally.steps,
    usage: tally.usage,
    stop,
    problem,
  });
  try {
    const { finishReason } = await generateText({
      model: loop.model,
      instructions: loop.system,
      prompt: loop.prompt,
      tools: toToolSet(loop.tools, ours),
      // Edits of one step build on each other.
      toolCallConcurrency: 1,
      abortSignal: signal,
      telemetry: { isEnabled: false },
      stopWhen: [isStepCount(limits.steps), () => findLimit(tally, limits) !== null, () => loop.isOver?.() ?? false],
      prepareStep: () => ({
        maxOutputTokens: Math.max(1, Math.min(stepOutputTokens, limits.outputTokens - tally.usage.outputTokens)),
      }),
      onStepEnd: async (step) => {
        const { inputTokens = 0, outputTokens = 0 } = step.usage;
        tally.add(inputTokens, outputTokens);
        text = step.text;
        await ours.guard(async () => loop.onStep?.({ text, inputTokens, outputTokens }));
      },
    });
    ours.rethrow();
    // Calls that were not answered: a limit stands in the way, unless the work was over with them.
    const isCutOff = finishReason === 'tool-calls' && !loop.isOver?.();
    if (finishReason === 'length') return end(findLimit(tally, limits) ?? 'limit:output_tokens');
    return end(isCutOff ? (findLimit(tally, limits) ?? 'done') : 'done');
  } catch (error) {
    ours.rethrow();
    if (loop.signal?.aborted) return end('aborted');
    if (deadline.aborted) return end('limit:time');
    return end('error', await toModelFailure(error));
  }
};

const toToolSet = (tools: ToolLoop['tools'], ours: OwnFailure): ToolSet =>
  Object.fromEntries(
    Object.entries(tools).map(([name, { description, input, run }]) => [
      name,
      {
        description,
        inputSchema: input,
        execute: async (given: unknown) => (await ours.guard(() => run(given))) ?? '',
      },
    ]),
  );

/** The SDK hands an error of a tool to the model and drops one of a callback. Ours end the loop and reach the caller. */
class OwnFailure {
  private readonly controller = new AbortController();
  private failure: { readonly error: unknown } | undefined;

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  async guard<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.failure) return undefined;
    try {
      return await work();
    } catch (error) {
      this.failure = { error };
      this.controller.abort();
      return undefined;
    }
  }

  rethrow(): void {
    if (this.failure) throw this.failure.error;
  }
}
