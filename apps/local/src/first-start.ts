import type { ConsoleUser } from './console-token';

export interface FirstWorkspace {
  readonly workspaceId: string;
  readonly projectId: string;
  /** With all scopes. The secret is shown here and never again. */
  readonly apiKey: { readonly publicKey: string; readonly secretKey: string };
}

export interface FirstStart {
  /** As api and worker log in. */
  readonly databaseUrl: string;
  /** DEBRIEF_SECRET: the key's hash is made with it. */
  readonly rootSecret: string;
  /** Becomes the owner of the workspace. */
  readonly owner: ConsoleUser;
}

/** Makes the first workspace, its project and API key, with `owner` as its owner. */
export async function mintFirstWorkspace(_start: FirstStart): Promise<FirstWorkspace> {
  throw new Error('The first workspace is made by the tenancy library, which has not landed yet.');
}
