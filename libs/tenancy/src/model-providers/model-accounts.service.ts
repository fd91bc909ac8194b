import { type Config, CONFIG, Database, SecretBox } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { readAllowedOutboundHosts } from '../settings/settings.queries';
import type { ModelAccount } from './model-provider.types';
import { listSealedModelProviders, type SealedModelProvider } from './model-providers.queries';
import { addressOf, keyContext } from './seal-model-providers';

/** The purpose under which keys of model providers are sealed. */
export const modelKeyPurpose = 'model provider keys';

/** Hands out a workspace's accounts at providers of models, keys opened, to who calls them. */
@Injectable()
export class ModelAccountsService {
  private readonly box: SecretBox;

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) config: Pick<Config, 'secret'>,
  ) {
    this.box = new SecretBox(config.secret, modelKeyPurpose);
  }

  /** @param name of the account, or `auto` for the first. @returns undefined when there is no such one */
  find(scope: Scope, name: string): Promise<ModelAccount | undefined> {
    return this.open(scope, (providers) =>
      name === 'auto' ? providers[0] : providers.find((one) => one.name === name),
    );
  }

  /** The first account of that model, by the provider's name of it. @returns undefined when there is none */
  findByModel(scope: Scope, model: string): Promise<ModelAccount | undefined> {
    return this.open(scope, (providers) => providers.find((one) => one.model === model));
  }

  private async open(
    scope: Scope,
    choose: (providers: readonly SealedModelProvider[]) => SealedModelProvider | undefined,
  ): Promise<ModelAccount | undefined> {
    const { providers, allowedHosts } = await this.database.inWorkspace(scope, async (tx) => ({
      providers: await listSealedModelProviders(tx),
      allowedHosts: await readAllowedOutboundHosts(tx),
    }));
    const found = choose(providers);
    if (!found) return undefined;
    const { apiKey, ...provider } = found;
    const opened = apiKey === null ? '' : this.box.open(apiKey, keyContext(scope.workspaceId, provider));
    return { ...provider, address: addressOf(provider), apiKey: opened, allowedHosts };
  }
}
