import { askModel, createModel, type Model, type Utterance } from '@debrief/infra';
import { priceUsage, defaultPrices } from '@debrief/ingestion';
import type { ModelAccount } from '@debrief/tenancy';
import type { JudgeConfig } from '../definition/judge-config';
import type { Outcome } from '../rules/outcome';
import { readReply } from './read-reply';
import type { JudgeQuestion } from './write-question';

export interface Asked {
  readonly account: ModelAccount;
  readonly judge: JudgeConfig;
  readonly question: JudgeQuestion;
  readonly fetch: typeof fetch;
  readonly signal?: AbortSignal;
}

export interface JudgeUsage {
  /** Name of the account. */
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Null: the prices are not known. */
  readonly costUsd: number | null;
}

export type Judgement =
  | { readonly kind: 'scored'; readonly outcome: Outcome; readonly usage: JudgeUsage }
  /** `mayPass`: the provider could not answer now. */
  | { readonly kind: 'failed'; readonly problem: string; readonly mayPass: boolean; readonly usage: JudgeUsage };

/** A reply that is none may be mended twice. */
const tries = 3;
export const answerMs = 100_000;
const maxOutputTokens = 4_096;
/** Of a wrong reply, when it is shown to its model again. */
const maxShown = 4_000;

/** Asks a model for a score until its reply is one. A score is never made up: no valid reply, no score. */
export const askJudge = async ({ account, judge, question, fetch, signal }: Asked): Promise<Judgement> => {
  const model = await modelOf(account, fetch);
  const said: Utterance[] = [{ role: 'user', content: question.prompt }];
  let [inputTokens, outputTokens] = [0, 0];
  const usage = (): JudgeUsage => ({
    model: account.name,
    inputTokens,
    outputTokens,
    costUsd: costOf(account, inputTokens, outputTokens),
  });
  let problem = '';
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const { temperature } = judge;
    const answer = await askModel({
      model,
      system: question.system,
      said,
      temperature,
      maxOutputTokens,
      ms: answerMs,
      signal,
    });
    if (answer.kind === 'failed') return { ...answer, usage: usage() };
    inputTokens += answer.inputTokens;
    outputTokens += answer.outputTokens;
    const reply = readReply(answer.text, judge);
    if (reply.kind === 'scored') return { ...reply, usage: usage() };
    ({ problem } = reply);
    said.push(
      { role: 'assistant', content: answer.text.slice(0, maxShown) || '(nothing)' },
      { role: 'user', content: `That is no valid reply: ${problem}. Answer again, with the JSON object alone.` },
    );
  }
  return {
    kind: 'failed',
    problem: `the model gave no valid reply in ${tries} tries: ${problem}`,
    mayPass: false,
    usage: usage(),
  };
};

const modelOf = (account: ModelAccount, fetch: Asked['fetch']): Promise<Model> =>
  createModel({
    protocol: account.provider,
    model: account.model,
    apiKey: account.apiKey,
    baseUrl: account.address,
    fetch,
  });

/** By the account's prices, else by the product's list. */
const costOf = (account: ModelAccount, input: number, output: number): number | null => {
  const { inputPrice, outputPrice, provider, model } = account;
  if (inputPrice !== null && outputPrice !== null) return (input * inputPrice + output * outputPrice) / 1_000_000;
  const usage = { input, output, total: input + output, cacheRead: 0, cacheWrite: 0, reasoning: 0 };
  const host = provider === 'openai_compatible' ? null : provider;
  return priceUsage(usage, host, [model], defaultPrices)?.total ?? null;
};
