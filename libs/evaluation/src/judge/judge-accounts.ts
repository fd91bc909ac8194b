import { DomainError, type Scope } from '@debrief/kernel';
import { type ModelAccount, ModelAccountsService } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import type { JudgeConfig } from '../definition/judge-config';

/** Finds whose model judges. */
@Injectable()
export class JudgeAccounts {
  constructor(private readonly accounts: ModelAccountsService) {}

  /**
   * The workspace's account that the evaluator names, by the account's name or its model's; the first where it names none.
   * @throws DomainError CONFLICT with `details.reason` `model_key_missing` where there is none, or it has no key
   */
  async get(scope: Scope, { model }: Pick<JudgeConfig, 'model'>): Promise<ModelAccount> {
    const named = await this.accounts.find(scope, model ?? 'auto');
    const account = named ?? (model === null ? undefined : await this.accounts.findByModel(scope, model));
    // A model that someone runs himself may need no key.
    if (account && (account.apiKey !== '' || account.provider === 'openai_compatible')) return account;
    throw new DomainError(
      'CONFLICT',
      model === null
        ? 'The workspace has no key of a model provider'
        : `The workspace has no key for the model ${model}`,
      { details: { reason: 'model_key_missing' } },
    );
  }
}
