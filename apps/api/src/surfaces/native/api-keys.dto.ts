import type { Page } from '@debrief/infra';
import { type KeyScope, keyScopes } from '@debrief/kernel';
import type { ApiKey, CreateApiKey, CreatedApiKey, Project } from '@debrief/tenancy';
import { Instant, SomeOf, Text, Whole } from '../../http/fields';
import { projectExample, toProjectResponse } from './projects.dto';

/** Body of POST /api/projects/{id}/api-keys. */
export class CreateApiKeyBody {
  @Text({ max: 128, default: 'API key' }) name?: string;
  @SomeOf(keyScopes, { default: keyScopes, description: 'An agent that records needs only `ingest`.' })
  scopes?: KeyScope[];
  @Instant({ description: 'The key ends then; absent: never' }) expires_at?: string;
}

export const toCreateApiKey = (body: CreateApiKeyBody): CreateApiKey => ({
  name: body.name,
  scopes: body.scopes,
  expiresAt: body.expires_at === undefined ? undefined : new Date(body.expires_at),
});

/** Body of POST /api/projects/{id}/api-key. */
export class RotateApiKeyBody {
  @Whole({ min: 0, max: 30 * 24 * 3600, default: 0, description: 'Old keys end after this long; 0: at once' })
  grace_seconds?: number;
}

export const toApiKeyResponse = (key: ApiKey) => ({
  id: key.id,
  project_id: key.projectId,
  name: key.name,
  scopes: key.scopes,
  public_key: key.publicKey,
  api_key_preview: key.preview,
  expires_at: key.expiresAt,
  revoked_at: key.revokedAt,
  last_used_at: key.lastUsedAt,
  created_by: key.createdBy,
  created_at: key.createdAt,
});

export const toApiKeysResponse = ({ items, nextCursor }: Page<ApiKey>) => ({
  api_keys: items.map(toApiKeyResponse),
  next_cursor: nextCursor,
});

/** The only answer that holds the secret. */
export const toCreatedApiKeyResponse = ({ apiKey, secretKey }: CreatedApiKey) => ({
  ...toApiKeyResponse(apiKey),
  api_key: secretKey,
});

export const toRotatedApiKeyResponse = ({
  apiKey,
  secretKey,
  project,
}: CreatedApiKey & { readonly project: Project }) => ({
  project: toProjectResponse(project),
  api_key: secretKey,
  api_key_preview: apiKey.preview,
  public_key: apiKey.publicKey,
});

const keyExample = {
  id: '0197c1de-7777-7c3d-9e1f-2a3b4c5d6e7f',
  project_id: projectExample.id,
  name: 'Production agent',
  scopes: ['ingest'],
  public_key: 'dbf_pk_…',
  api_key_preview: 'dbf_sk_…Ab12',
  expires_at: null,
  revoked_at: null,
  last_used_at: '2026-01-01T12:00:00.000Z',
  created_by: '7d9b4a52-3c1f-4f0e-8a6d-1b2c3d4e5f60',
  created_at: '2026-01-01T12:00:00.000Z',
};

export const apiKeysExample = { api_keys: [keyExample], next_cursor: null };
export const createdApiKeyExample = { ...keyExample, last_used_at: null, api_key: 'dbf_sk_…' };
export const rotatedApiKeyExample = {
  project: projectExample,
  api_key: 'dbf_sk_…',
  api_key_preview: 'dbf_sk_…Ab12',
  public_key: 'dbf_pk_…',
};
