import type { Model } from './create-model';
import { toModelFailure } from './model-failure';

/** What was said in turn: the first and the last are the user's. */
export interface Utterance {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

export interface Question {
  readonly model: Model;
  readonly system: string;
  readonly said: readonly Utterance[];
  readonly temperature: number;
  readonly maxOutputTokens: number;
  /** How long the answer may take, retries of the SDK included. */
  readonly ms: number;
  readonly signal?: AbortSignal;
}

export type ModelAnswer =
  | { readonly kind: 'answered'; readonly text: string; readonly inputTokens: number; readonly outputTokens: number }
  /** `problem` holds nothing that was sent or received; `mayPass`: the same question may be answered later. */
  | { readonly kind: 'failed'; readonly problem: string; readonly mayPass: boolean };

/** Asks a model one thing, without tools. A provider that fails is a result, not an exception. */
export const askModel = async (question: Question): Promise<ModelAnswer> => {
  const { APICallError, RetryError, generateText } = await import('ai');
  const deadline = AbortSignal.timeout(question.ms);
  try {
    const { text, usage } = await generateText({
      model: question.model,
      instructions: question.system,
      messages: question.said.map(({ role, content }) => ({ role, content })),
      temperature: question.temperature,
      maxOutputTokens: question.maxOutputTokens,
      abortSignal: question.signal ? AbortSignal.any([deadline, question.signal]) : deadline,
      telemetry: { isEnabled: false },
    });
    return { kind: 'answered', text, inputTokens: usage.inputTokens ?? 0, outputTokens: usage.outputTokens ?? 0 };
  } catch (error) {
    if (question.signal?.aborted) return { kind: 'failed', problem: 'the worker stopped', mayPass: true };
    if (deadline.aborted) return { kind: 'failed', problem: 'the model took too long', mayPass: true };
    const last = RetryError.isInstance(error) ? error.lastError : error;
    return {
      kind: 'failed',
      problem: await toModelFailure(error),
      mayPass: APICallError.isInstance(last) && last.isRetryable,
    };
  }
};
