import { Database } from '@debrief/infra';
import { keyScopes, newId } from '@debrief/kernel';
import { addApiKey, defaultKeyName } from '../api-keys/create-api-key';
import { KeyPepper } from '../credentials/key-pepper';
import { OnboardingService } from './onboarding.service';

export interface FirstWorkspace {
  readonly workspaceId: string;
  readonly projectId: string;
  readonly apiKey: { readonly publicKey: string; readonly secretKey: string };
}

/**
 * What the one-command mode needs on its first start: a workspace with its owner, a project, and a key whose secret is known.
 * Safe to repeat after a start that broke off: workspace and project are found again, the key is a new one.
 * @param instance `instanceSecret` is the api's DEBRIEF_SECRET: under another one the key would open nothing
 */
export const mintFirstWorkspace = async (
  instance: { readonly databaseUrl: string; readonly instanceSecret: string },
  first: {
    readonly workspaceName: string;
    readonly projectName: string;
    readonly userId: string;
    readonly email: string;
  },
): Promise<FirstWorkspace> => {
  const database = new Database({ url: instance.databaseUrl, poolMax: 2 });
  const pepper = new KeyPepper(instance.instanceSecret);
  const requestId = newId();
  try {
    const made = await new OnboardingService(database, pepper).bootstrap(first, first, requestId);
    const { workspaceId, id: projectId } = made.project;
    if (made.secretKey !== null && made.apiKey) {
      return { workspaceId, projectId, apiKey: { publicKey: made.apiKey.publicKey, secretKey: made.secretKey } };
    }
    const scope = {
      workspaceId,
      projectId: null,
      actor: { type: 'user', id: first.userId, role: 'owner', email: first.email },
      requestId,
    } as const;
    const { apiKey, secretKey } = await database.inWorkspace(scope, (tx) =>
      addApiKey(tx, scope, pepper, { projectId, name: defaultKeyName, scopes: keyScopes, expiresAt: null }),
    );
    return { workspaceId, projectId, apiKey: { publicKey: apiKey.publicKey, secretKey } };
  } finally {
    await database.close();
  }
};
