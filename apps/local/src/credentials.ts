import { join } from 'node:path';
import { mintFirstWorkspace } from '@debrief/tenancy';
import { issuerOf } from './child-env';
import { mintConsoleToken } from './console-token';
import type { Options } from './options';
import { readJsonFile, writePrivateJson } from './private-file';
import type { Secrets } from './secrets';

/** `credentials.json`: what a person or program on this machine needs to use the instance. */
export interface Credentials {
  readonly url: string;
  readonly workspace_id: string;
  readonly project_id: string;
  readonly api_key: { readonly public_key: string; readonly secret_key: string };
  readonly console_token: string;
  readonly server_token: string;
}

export const credentialsFile = (home: string): string => join(home, 'credentials.json');

/** Of an earlier start: undefined on the first one. */
export const readCredentials = (home: string): Credentials | undefined =>
  readJsonFile<Credentials>(credentialsFile(home));

/**
 * Writes `credentials.json` anew. Workspace, project and API key are made when none are `known`, and stay from then on; the
 * console token is new each time, since it lasts 30 days; the address may have changed.
 * @param databaseUrl as api and worker log in
 */
export async function renewCredentials(
  known: Credentials | undefined,
  options: Options,
  secrets: Secrets,
  databaseUrl: string,
): Promise<Credentials> {
  const owner = { id: secrets.userId, email: 'owner@debrief.local' };
  const { workspace_id, project_id, api_key } = known ?? (await makeWorkspace(secrets, owner, databaseUrl));
  const console_token = await mintConsoleToken(owner, issuerOf(options), secrets.jwtSecret, new Date());
  const credentials = {
    url: options.url,
    workspace_id,
    project_id,
    api_key,
    console_token,
    server_token: secrets.serverToken,
  };
  writePrivateJson(credentialsFile(options.home), credentials);
  return credentials;
}

type WorkspaceCredentials = Pick<Credentials, 'workspace_id' | 'project_id' | 'api_key'>;

async function makeWorkspace(
  secrets: Secrets,
  owner: { readonly id: string; readonly email: string },
  databaseUrl: string,
): Promise<WorkspaceCredentials> {
  const instance = { databaseUrl, instanceSecret: secrets.rootSecret };
  const names = { workspaceName: 'My workspace', projectName: 'Default project' };
  const { workspaceId, projectId, apiKey } = await mintFirstWorkspace(instance, {
    ...names,
    userId: owner.id,
    email: owner.email,
  });
  return {
    workspace_id: workspaceId,
    project_id: projectId,
    api_key: { public_key: apiKey.publicKey, secret_key: apiKey.secretKey },
  };
}
