import type { WorkspaceTx } from '@debrief/infra';
import { newId, type KeyScope, type Scope } from '@debrief/kernel';
import { recordAudit } from '../audit/audit.queries';
import { hashSecret, mintApiKey } from '../credentials/api-key-secret';
import type { KeyPepper } from '../credentials/key-pepper';
import { insertApiKey, type ApiKey } from './api-keys.queries';

/** A new key and, this once, its secret. */
export interface CreatedApiKey {
  readonly apiKey: ApiKey;
  readonly secretKey: string;
}

export interface NewKeySettings {
  readonly projectId: string;
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  readonly expiresAt: Date | null;
}

export const defaultKeyName = 'API key';

/** Mints a key and stores its hash; the audit row is the caller's, who knows why. */
export const createApiKey = async (
  tx: WorkspaceTx,
  scope: Scope,
  pepper: KeyPepper,
  settings: NewKeySettings,
): Promise<CreatedApiKey> => {
  const { secretKey, publicKey, preview } = mintApiKey();
  const apiKey = await insertApiKey(tx, {
    id: newId(),
    ...settings,
    publicKey,
    preview,
    keyHash: hashSecret(pepper.key, secretKey),
    createdBy: scope.actor.type === 'user' ? scope.actor.id : null,
  });
  return { apiKey, secretKey };
};

/** As `createApiKey`, with its audit row. */
export const addApiKey = async (
  tx: WorkspaceTx,
  scope: Scope,
  pepper: KeyPepper,
  settings: NewKeySettings,
): Promise<CreatedApiKey> => {
  const created = await createApiKey(tx, scope, pepper, settings);
  await recordAudit(tx, scope, {
    action: 'api_key.create',
    ...auditTarget(created.apiKey),
    details: auditDetails(created.apiKey),
  });
  return created;
};

export const auditTarget = (key: ApiKey) => ({ targetType: 'api_key', targetId: key.id, projectId: key.projectId });

export const auditDetails = ({ name, scopes, preview, expiresAt }: ApiKey) => ({
  name,
  scopes,
  preview,
  expires_at: expiresAt,
});
