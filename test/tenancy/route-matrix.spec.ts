import { randomUUID } from 'node:crypto';
import type { RouteInfo } from '../../apps/api/src/http/routes';
import { type Asked, ask, fieldsOf } from './ask';
import { type Expected, expectAnswer } from './expect-answer';
import { findPolicyProblem, isNative } from './expected-policies';
import { changesSomething, mutationOf } from './mutations';
import { mintPrincipals, type Principal } from './principals';
import { fillPath, type Target } from './route-targets';
import { servedRoutes } from './served-routes';
import { useTenancyApi, type World } from './tenancy-world';

type ClosedRoute = RouteInfo & { readonly policy: Exclude<RouteInfo['policy'], 'public' | undefined> };
const isClosed = (route: RouteInfo): route is ClosedRoute => route.policy !== 'public' && route.policy !== undefined;

interface Stage extends World {
  readonly principals: readonly Principal[];
}

/** What one request names: in its path, and a project in its body. */
interface Names {
  readonly path: string;
  readonly projectId: string;
}

describe('every route', () => {
  const suite = useTenancyApi();
  let routes: RouteInfo[];
  let shared: Stage;
  const mintStage = async (): Promise<Stage> => {
    const world = await suite.mintWorld();
    return { ...world, principals: await mintPrincipals({ ...suite, ...world }) };
  };
  beforeAll(async () => {
    routes = servedRoutes(suite.api.app);
    shared = await mintStage();
  });

  // One request id for all, so that two answers that mean the same are the same text.
  const requestId = randomUUID();
  const send = (route: RouteInfo, { path, projectId }: Names, { headers, project }: Principal): Promise<Asked> => {
    const body = changesSomething(route) ? (mutationOf(route).body?.(projectId, project) ?? {}) : undefined;
    const query = needsProject(route) ? `${path.includes('?') ? '&' : '?'}projectId=${project}` : '';
    return ask(suite.api.url + path + query, route.method, { ...headers, 'x-request-id': requestId }, body);
  };
  /** Routes on which a console user of several projects must say which. */
  const needsProject = ({ path }: RouteInfo): boolean => path.startsWith('/api/v1/http-requests');
  const codeOf = (answer: Asked): string => `${answer.status} ${String(fieldsOf(answer).code ?? '')}`.trim();

  /** The answer without what the request itself named. */
  const disguise = ({ status, headers, text }: Asked, { path, projectId }: Names): string => {
    const ids = [...path.split(/[/?=,&]/).slice(2), projectId].filter(Boolean);
    const timeless = text.replace(/"timestamp":"[^"]+"/, '');
    return `${status} ${headers.get('content-type')} ${ids.reduce((all, id) => all.replaceAll(id, '…'), timeless)}`;
  };

  const findProblem = async (
    route: ClosedRoute,
    stage: Stage,
    caller: Principal,
    expected: Expected,
    target: Target,
  ): Promise<string | undefined> => {
    const names = { path: target.path, projectId: stage.own.projectId };
    const answer = await send(route, names, caller);
    const got = codeOf(answer);
    if (expected === 'allowed') {
      if (answer.status >= 400) return `expected to be served, got ${got}`;
      const isForeign = caller.facts.type !== 'nobody' && caller.facts.place === 'elsewhere';
      return isForeign && !caller.isOfWorkspace && answer.text.includes(stage.own.workspaceId)
        ? 'was shown the workspace'
        : undefined;
    }
    if (expected !== 'hidden') {
      const isRight = isNative(route.path) ? got === expected : expected.startsWith(`${answer.status} `);
      return isRight ? undefined : `expected ${expected}, got ${got}`;
    }
    const nothing = { path: target.madeUp, projectId: randomUUID() };
    const unknown = await send(route, nothing, caller);
    if (unknown.status !== 404) return `what does not exist got ${codeOf(unknown)}`;
    return disguise(answer, names) === disguise(unknown, nothing)
      ? undefined
      : `can tell a foreign row from none: ${got}`;
  };

  const checkRoute = async (route: ClosedRoute): Promise<string[]> => {
    const isChange = changesSomething(route);
    const stage = isChange ? await mintStage() : shared;
    const site = { ...suite, ...stage };
    if (isChange) await mutationOf(route).arrange?.(site);
    const target = await fillPath(site, route.path);
    const namesRow = target.namesRow || (isChange && mutationOf(route).namesProject === true);
    const cells = stage.principals.map((caller) => ({
      caller,
      expected: expectAnswer(route.policy, caller.facts, namesRow),
    }));
    const problems: string[] = [];
    const check = async ({ caller, expected }: (typeof cells)[number], at: Target): Promise<void> => {
      const problem = await findProblem(route, stage, caller, expected, at);
      if (problem) problems.push(`${route.method} ${route.path} as ${caller.name}: ${problem}`);
    };
    for (const cell of cells.filter(({ expected }) => expected !== 'allowed')) await check(cell, target);
    // Last, and each with a row of their own: they may remove it.
    for (const cell of cells.filter(({ expected }) => expected === 'allowed'))
      await check(cell, isChange ? await fillPath(site, route.path) : target);
    return problems;
  };

  it('answers every principal as its policy says, and hides the rows of others as if there were none', async () => {
    const closed = routes.filter(isClosed);
    expect(closed.length).toBeGreaterThan(20);
    const problems: string[] = [];
    for (const route of closed) problems.push(...(await checkRoute(route)));
    expect(problems).toEqual([]);
  }, 240_000);

  it('is declared once: of two, the second would never be reached', () => {
    const names = routes.map(({ method, path }) => `${method} ${path.replace(/\/[:*][^/]+/g, '/{}')}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('that is public answers everybody as it answers nobody', async () => {
    const problems: string[] = [];
    for (const route of routes.filter(({ policy }) => policy === 'public')) {
      const { path } = await fillPath({ ...suite, ...shared }, route.path);
      const answers = await Promise.all(
        shared.principals.map(({ headers }) => ask(suite.api.url + path, route.method, headers)),
      );
      const statuses = new Set(answers.map(({ status }) => status));
      if (statuses.size > 1 || [...statuses].some((status) => status >= 500))
        problems.push(`${route.method} ${route.path}: ${[...statuses].join()}`);
    }
    expect(problems).toEqual([]);
  }, 120_000);

  it('admits whom the contract says', () => {
    expect(routes.flatMap((route) => findPolicyProblem(route) ?? [])).toEqual([]);
  });
});
