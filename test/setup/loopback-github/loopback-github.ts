import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type AppRoute, appRoutes, authorize, exchangeCode } from './app-routes';
import { serveGit } from './git-http';
import { type Answer, forbidden, invalid, notFound, unauthorized } from './github-answers';
import { type OpenApi, provideDescription } from './github-description';
import { GithubState } from './github-state';
import { type ApiRequest, RequestCheck } from './request-check';
import type { Route } from './route';
import { repositoryRoutes } from './routes';

const operations = [...Object.keys(appRoutes), ...Object.keys(repositoryRoutes)].sort();

/** GitHub's own description of the operations that this server knows. */
export const githubDescription = provideDescription(operations);

/** `describe` for what speaks to GitHub; without its description the suite is listed as skipped, with the reason in its name. */
export const describeWithGithub = (name: string, suite: (description: OpenApi) => void): void => {
  if ('description' in githubDescription) describe(name, () => suite(githubDescription.description));
  else describe.skip(`${name} (skipped: ${githubDescription.skipped})`, () => suite({ paths: {}, components: {} }));
};

/** How a request was made, for what a test must know of it. */
export interface Recorded {
  readonly operation: string;
  readonly url: string;
}

/**
 * GitHub on the loopback, over real git repositories. Every request to its API is held against GitHub's published description;
 * `problems` has what was wrong. It knows the operations that the product uses and answers with the fields that it reads.
 */
export class LoopbackGithub {
  readonly state = new GithubState();
  readonly problems: string[] = [];
  readonly requests: Recorded[] = [];
  /** Operation → what is answered in place of doing it, once for each entry. */
  readonly faults = new Map<string, Answer[]>();
  private readonly check: RequestCheck;
  private readonly server: Server = createServer((request, response) => void this.handle(request, response));

  constructor(description: OpenApi) {
    this.check = new RequestCheck(description);
  }

  /** @returns the settings of a product whose GitHub this is */
  async start(): Promise<Record<string, string>> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    const { id, slug, clientId, clientSecret, webhookSecret, privateKey } = this.state.app;
    return {
      GITHUB_APP_ID: id,
      GITHUB_APP_SLUG: slug,
      GITHUB_APP_PRIVATE_KEY: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
      GITHUB_CLIENT_ID: clientId,
      GITHUB_CLIENT_SECRET: clientSecret,
      GITHUB_WEBHOOK_SECRET: webhookSecret,
      GITHUB_API_URL: url,
      GITHUB_URL: url,
    };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    this.state.removeAll();
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://github');
    const git = /^\/([^/]+)\/([^/]+)\.git(\/.*)$/.exec(url.pathname);
    if (git) return this.answerGit(git as unknown as [string, string, string, string], url, request, response);
    const { status, body, headers } = await this.answer(request, url).catch((error: Error) => {
      this.problems.push(`the loopback failed: ${error.message}`);
      return { status: 500, body: { message: error.message }, headers: {} };
    });
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  }

  private async answer(request: IncomingMessage, url: URL): Promise<Answer> {
    const sent = await text(request);
    const body = sent === '' ? undefined : (JSON.parse(sent) as Record<string, unknown>);
    if (url.pathname === '/login/oauth/access_token') return exchangeCode(this.state, body ?? {});
    const found = findOperation(request.method ?? 'GET', url.pathname);
    if (!found) {
      this.problems.push(`${request.method} ${url.pathname}: no such operation`);
      return notFound();
    }
    const [operation, path] = found;
    this.requests.push({ operation, url: request.url ?? '' });
    const [method = '', template = ''] = operation.split(' ');
    const api = { method, template, path, query: Object.fromEntries(url.searchParams), body };
    const problems = this.check.problemsOf(api);
    this.problems.push(...problems);
    if (problems.length > 0) return invalid(problems.join('; '));
    return this.faults.get(operation)?.shift() ?? this.perform(operation, api, request.headers.authorization ?? '');
  }

  private perform(operation: string, api: ApiRequest, authorization: string): Answer {
    const ofApp: AppRoute | undefined = appRoutes[operation];
    if (ofApp) {
      const caller = authorize(this.state, ofApp.by, authorization);
      return 'status' in caller ? caller : ofApp.answer(this.state, api, caller);
    }
    const route = repositoryRoutes[operation] as Route;
    const repository = this.state.findRepository(api.path.owner ?? '', api.path.repo ?? '');
    const token = this.findToken(authorization.split(' ')[1]);
    if (!token) return unauthorized();
    if (!repository || !token.repositoryIds.includes(repository.id)) return notFound();
    const isAllowed = Object.entries(route.needs).every(([name, level]) =>
      [level, 'write'].includes(token.permissions[name] ?? ''),
    );
    return isAllowed ? route.answer(repository, api, () => this.state.nextId()) : forbidden();
  }

  private async answerGit(
    [, owner, name, rest]: [string, string, string, string],
    url: URL,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const basic = Buffer.from(request.headers.authorization?.split(' ')[1] ?? '', 'base64').toString();
    const token = this.findToken(basic.replace('x-access-token:', ''));
    const repository = this.state.findRepository(owner, name);
    this.requests.push({ operation: 'git', url: request.url ?? '' });
    if (
      !token ||
      !repository ||
      !token.repositoryIds.includes(repository.id) ||
      token.permissions.contents === undefined
    ) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end();
      return;
    }
    await serveGit(repository.bare.folder, rest + url.search, request, response);
  }

  private findToken(token: string | undefined) {
    return this.state.issuedTokens.find((one) => one.token === token);
  }
}

/** The operation of a path, and what its parameters are. A ref may hold slashes, as GitHub allows. */
const findOperation = (method: string, pathname: string): [string, Record<string, string>] | undefined => {
  for (const operation of operations) {
    const [itsMethod, template = ''] = operation.split(' ');
    const pattern = template.replace(
      /\{(\w+)\}/g,
      (_, name: string) => `(?<${name}>${name === 'ref' ? '.+' : '[^/]+'})`,
    );
    const match = itsMethod === method ? new RegExp(`^${pattern}$`).exec(pathname) : null;
    if (!match) continue;
    const parts = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
    return [operation, Object.fromEntries(parts) as Record<string, string>];
  }
  return undefined;
};
