import { Cursors, Database, pageById, type Page, type PageRequest } from '@debrief/infra';
import { invalid, isUuid, keyScopes, notFound, type KeyScope, type Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/audit.queries';
import { KeyPepper } from '../credentials/key-pepper';
import { toName } from '../name';
import type { Project } from '../projects/projects.queries';
import { getProject, getProjectForChange } from '../projects/resolve-project';
import {
  expireApiKeys,
  findApiKeyOfProject,
  revokeApiKey,
  revokeKeysOfProject,
  selectActiveApiKeys,
  selectApiKeyPage,
  type ApiKey,
} from './api-keys.queries';
import {
  addApiKey,
  auditDetails,
  auditTarget,
  createApiKey,
  defaultKeyName,
  type CreatedApiKey,
} from './create-api-key';

export interface CreateApiKey {
  readonly name?: string;
  /** All three when absent; an agent needs only `ingest`. */
  readonly scopes?: readonly KeyScope[];
  readonly expiresAt?: Date;
}

const maxGraceSeconds = 30 * 24 * 3600;

@Injectable()
export class ApiKeysService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
    private readonly pepper: KeyPepper,
  ) {}

  /** Newest first, ended ones included. @throws NOT_FOUND, MALFORMED `invalid_cursor` */
  async list(scope: Scope, project: string, request: PageRequest): Promise<Page<ApiKey>> {
    return this.database.inWorkspace(scope, async (tx) => {
      const { id } = await getProject(tx, scope, project);
      const bond = { workspaceId: scope.workspaceId, list: 'api-keys', filters: { project: id } };
      return pageById(this.cursors, bond, request, (page) => selectApiKeyPage(tx, id, page));
    });
  }

  /** @throws NOT_FOUND (project), INVALID (name, scopes, expires_at in the past) */
  async create(scope: Scope, project: string, input: CreateApiKey): Promise<CreatedApiKey> {
    const name = toName('name', input.name ?? defaultKeyName);
    const scopes = toScopes(input.scopes);
    if (input.expiresAt && !(input.expiresAt.getTime() > Date.now()))
      throw invalid('expires_at', 'must lie in the future');
    return this.database.inWorkspace(scope, async (tx) => {
      const { id: projectId } = await getProjectForChange(tx, scope, project);
      return addApiKey(tx, scope, this.pepper, { projectId, name, scopes, expiresAt: input.expiresAt ?? null });
    });
  }

  /** From the next request on the key opens nothing, on every process. Revoking it again changes nothing. @throws NOT_FOUND */
  async revoke(scope: Scope, project: string, keyId: string): Promise<void> {
    await this.database.inWorkspace(scope, async (tx) => {
      const { id: projectId } = await getProject(tx, scope, project);
      const key = isUuid(keyId) ? await findApiKeyOfProject(tx, projectId, keyId) : undefined;
      if (!key) throw notFound('API key', keyId);
      if (!(await revokeApiKey(tx, key.id))) return;
      await recordAudit(tx, scope, {
        action: 'api_key.revoke',
        ...auditTarget(key),
        details: { name: key.name, preview: key.preview },
      });
    });
  }

  /**
   * A new key in place of all that are active: name and scopes of the newest of them (all scopes when none is), no expiry.
   * The old ones end after `graceSeconds`, 0 being at once.
   * @throws NOT_FOUND (project), INVALID (grace_seconds outside 0 … 30 days)
   */
  async rotate(
    scope: Scope,
    project: string,
    graceSeconds: number,
  ): Promise<CreatedApiKey & { readonly project: Project }> {
    if (!Number.isInteger(graceSeconds) || graceSeconds < 0 || graceSeconds > maxGraceSeconds) {
      throw invalid('grace_seconds', `must be a whole number from 0 to ${maxGraceSeconds}`);
    }
    return this.database.inWorkspace(scope, async (tx) => {
      const row = await getProjectForChange(tx, scope, project);
      const old = await selectActiveApiKeys(tx, row.id);
      const ids = old.map(({ id }) => id);
      if (graceSeconds === 0) await revokeKeysOfProject(tx, row.id);
      else if (ids.length > 0) await expireApiKeys(tx, ids, graceSeconds);
      const created = await createApiKey(tx, scope, this.pepper, {
        projectId: row.id,
        name: old[0]?.name ?? defaultKeyName,
        scopes: old[0]?.scopes ?? keyScopes,
        expiresAt: null,
      });
      await recordAudit(tx, scope, {
        action: 'api_key.rotate',
        ...auditTarget(created.apiKey),
        details: { ...auditDetails(created.apiKey), replaced: ids, grace_seconds: graceSeconds },
      });
      return { ...created, project: row };
    });
  }
}

const toScopes = (asked: readonly KeyScope[] | undefined): readonly KeyScope[] => {
  const scopes = keyScopes.filter((scope) => asked?.includes(scope) ?? true);
  if (scopes.length === 0) throw invalid('scopes', `must name at least one of ${keyScopes.join(', ')}`);
  return scopes;
};
