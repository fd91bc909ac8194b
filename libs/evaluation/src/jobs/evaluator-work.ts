import { DataBoundary } from '@debrief/fix-agent';
import { OutboundClient } from '@debrief/infra';
import { MaskerCache } from '@debrief/ingestion';
import { DomainError, type Scope, unavailable } from '@debrief/kernel';
import type { ModelAccount } from '@debrief/tenancy';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { JudgeConfig } from '../definition/judge-config';
import type { ReadDefinition } from '../definition/read-definition';
import { answerMs, askJudge, type JudgeUsage } from '../judge/ask-judge';
import { JudgeAccounts } from '../judge/judge-accounts';
import { writeQuestion } from '../judge/write-question';
import { evaluate } from '../rules/evaluate';
import { EvaluationFailure } from '../rules/evaluation-failure';
import type { Outcome } from '../rules/outcome';
import type { Material } from '../targets/material';

export type Evaluated =
  | { readonly kind: 'scored'; readonly outcome: Outcome; readonly usage: JudgeUsage | null }
  | { readonly kind: 'failed'; readonly error: string; readonly usage: JudgeUsage | null }
  /** Nobody could answer now: it may be done later. */
  | { readonly kind: 'later'; readonly error: DomainError; readonly usage: JudgeUsage | null };

/** Of one answer of a provider. */
const maxAnswerBytes = 2 * 1024 * 1024;
const laterSeconds = 30;

/** Does what an evaluator is told: a rule by itself, a judge by asking a model. */
@Injectable()
export class EvaluatorWork implements OnModuleDestroy {
  private readonly stopping = new AbortController();

  constructor(
    private readonly accounts: JudgeAccounts,
    private readonly outbound: OutboundClient,
    private readonly maskers: MaskerCache,
  ) {}

  async evaluate(
    scope: Scope,
    projectId: string,
    work: ReadDefinition['work'],
    material: Material,
  ): Promise<Evaluated> {
    try {
      if (work.kind === 'judge') return await this.judge(scope, projectId, work.judge, material);
      return { kind: 'scored', outcome: evaluate(work.rule, material), usage: null };
    } catch (error) {
      if (error instanceof EvaluationFailure) return { kind: 'failed', error: error.message, usage: null };
      throw error;
    }
  }

  /** A model may take its time: who stops leaves the job to the next worker. */
  onModuleDestroy(): void {
    this.stopping.abort();
  }

  private async judge(scope: Scope, projectId: string, judge: JudgeConfig, material: Material): Promise<Evaluated> {
    const question = writeQuestion(judge, material, new DataBoundary());
    const account = await this.accountOf(scope, judge);
    const judgement = await askJudge({
      account,
      judge,
      question,
      fetch: this.outbound.fetchWith({
        timeoutMs: answerMs,
        maxBytes: maxAnswerBytes,
        allowedHosts: account.allowedHosts,
      }),
      signal: this.stopping.signal,
    });
    const { usage } = judgement;
    if (judgement.kind === 'failed')
      return judgement.mayPass
        ? { kind: 'later', error: unavailable(judgement.problem, laterSeconds), usage }
        : { kind: 'failed', error: judgement.problem, usage };
    const mask = await this.maskOf(scope, projectId, account);
    const { outcome } = judgement;
    const reasoning = outcome.reasoning === null ? null : mask(outcome.reasoning);
    return { kind: 'scored', outcome: { ...outcome, reasoning }, usage };
  }

  private async accountOf(scope: Scope, judge: JudgeConfig): Promise<ModelAccount> {
    try {
      return await this.accounts.get(scope, judge);
    } catch (error) {
      if (error instanceof DomainError && error.details?.['reason'] === 'model_key_missing')
        throw new EvaluationFailure(error.message);
      throw error;
    }
  }

  /** A model may repeat what it was shown, and a provider the key. */
  private async maskOf(scope: Scope, projectId: string, { apiKey }: ModelAccount): Promise<(text: string) => string> {
    const masker = await this.maskers.of(scope.workspaceId, projectId);
    return (text) => {
      const masked = masker.maskText(text).value;
      return apiKey === '' ? masked : masked.replaceAll(apiKey, '[REDACTED]');
    };
  }
}
