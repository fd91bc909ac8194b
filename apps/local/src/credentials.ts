import { join } from 'node:path';
import type { FirstWorkspace } from './first-start';
import { readJsonFile, writePrivateJson } from './private-file';

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

export const writeCredentials = (home: string, credentials: Credentials): void =>
  writePrivateJson(credentialsFile(home), credentials);

export const toWorkspaceCredentials = (
  first: FirstWorkspace,
): Pick<Credentials, 'workspace_id' | 'project_id' | 'api_key'> => ({
  workspace_id: first.workspaceId,
  project_id: first.projectId,
  api_key: { public_key: first.apiKey.publicKey, secret_key: first.apiKey.secretKey },
});
