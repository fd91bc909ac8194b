import { createVerify } from 'node:crypto';
import {
  type Answer,
  forbidden,
  invalid,
  notFound,
  toInstallation,
  toRepository,
  unauthorized,
} from './github-answers';
import type { GithubState, User } from './github-state';
import type { ApiRequest } from './request-check';

export interface AppRoute {
  /** By whom it is called: the App itself, a user, or the App's OAuth client. */
  readonly by: 'app' | 'user' | 'client';
  readonly answer: (state: GithubState, request: ApiRequest, user: User) => Answer;
}

/** What the App was granted when it was installed. */
const granted = ['metadata', 'contents', 'pull_requests', 'checks'];

/** Routes of the App and of users, by operation. */
export const appRoutes: Readonly<Record<string, AppRoute>> = {
  'GET /repos/{owner}/{repo}/installation': {
    by: 'app',
    answer: ({ installations }, { path }) => {
      const found = installations.find(({ repositories }) =>
        repositories.some(({ owner, name }) => owner === path.owner && name === path.repo),
      );
      return found ? { status: 200, body: toInstallation(found) } : notFound();
    },
  },
  'POST /app/installations/{installation_id}/access_tokens': { by: 'app', answer: (...args) => issueToken(...args) },
  'DELETE /applications/{client_id}/token': {
    by: 'client',
    answer: ({ userTokens }, { body }) => {
      const { access_token: token } = body as { access_token: string };
      return userTokens.delete(token) ? { status: 204 } : notFound();
    },
  },
  'GET /user/installations': {
    by: 'user',
    answer: (_state, _request, { reaches }) => ({
      status: 200,
      body: {
        total_count: reaches.length,
        installations: reaches.map(({ installation }) => toInstallation(installation)),
      },
    }),
  },
  'GET /user/installations/{installation_id}/repositories': {
    by: 'user',
    answer: (_state, { path }, { reaches }) => {
      const reach = reaches.find(({ installation }) => installation.id === Number(path.installation_id));
      if (!reach) return notFound();
      const repositories = reach.installation.repositories.map((one) => toRepository(one, reach.push));
      return { status: 200, body: { total_count: repositories.length, repositories } };
    },
  },
};

const issueToken: AppRoute['answer'] = (state, { path, body }) => {
  const installation = state.installations.find(({ id }) => id === Number(path.installation_id));
  if (!installation) return notFound();
  if (installation.suspendedAt !== null) return forbidden();
  const {
    repositories: names,
    repository_ids: ids,
    permissions = {},
  } = body as {
    repositories?: string[];
    repository_ids?: number[];
    permissions?: Record<string, string>;
  };
  const chosen = installation.repositories.filter(
    ({ id, name }) => (names ?? []).includes(name) || (ids ?? []).includes(id),
  );
  if (chosen.length !== (names ?? ids ?? []).length)
    return invalid(
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    );
  if (Object.keys(permissions).some((name) => !granted.includes(name)))
    return invalid('The permissions requested are not granted to this installation.');
  const token = state.issue(
    installation.id,
    chosen.map(({ id }) => id),
    permissions,
  );
  return {
    status: 201,
    body: {
      token,
      expires_at: new Date(Date.now() + 3_600_000).toISOString(),
      permissions,
      repository_selection: 'selected',
      repositories: chosen.map((one) => toRepository(one)),
    },
  };
};

/** Whether the caller is who the route is for. @returns the user, or a refusal */
export const authorize = (state: GithubState, by: AppRoute['by'], authorization: string): User | Answer => {
  const nobody: User = { reaches: [] };
  const [, credential = ''] = authorization.split(' ');
  switch (by) {
    case 'app':
      return isAppToken(state, credential) ? nobody : unauthorized();
    case 'user':
      return state.userTokens.get(credential) ?? unauthorized();
    case 'client': {
      const expected = Buffer.from(`${state.app.clientId}:${state.app.clientSecret}`).toString('base64');
      return credential === expected ? nobody : unauthorized();
    }
  }
};

/** A JWT of the App: signed with its key, its own, and good for ten minutes at most. */
const isAppToken = ({ app }: GithubState, token: string): boolean => {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const verifier = createVerify('RSA-SHA256').update(`${header}.${claims}`);
  if (!verifier.verify(app.publicKey, signature, 'base64url')) return false;
  const { iss, iat, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, number>;
  const now = Date.now() / 1000;
  return String(iss) === app.id && iat! <= now && exp! > now && exp! - now <= 600;
};

/** GET of a code's token: the OAuth host answers 200 to a wrong code, too. */
export const exchangeCode = (state: GithubState, body: Readonly<Record<string, unknown>>): Answer => {
  const { client_id: id, client_secret: secret, code } = body;
  const user = state.codes.get(String(code));
  if (id !== state.app.clientId || secret !== state.app.clientSecret || !user) {
    return {
      status: 200,
      body: {
        error: 'bad_verification_code',
        error_description: 'The code passed is incorrect or expired.',
        error_uri: 'https://docs.github.com',
      },
    };
  }
  state.codes.delete(String(code));
  const token = `ghu_${String(code)}`;
  state.userTokens.set(token, user);
  return { status: 200, body: { access_token: token, token_type: 'bearer', scope: '' } };
};
