import { randomUUID } from 'node:crypto';
import { KeyUsage } from '@debrief/tenancy';
import type { RouteInfo } from '../../apps/api/src/http/routes';
import { type Asked, ask } from './ask';
import { findTables } from './catalogue';
import { changesSomething, mutationOf, mutations } from './mutations';
import { fillPath } from './route-targets';
import { servedRoutes } from './served-routes';
import { useTenancyApi, type World } from './tenancy-world';

describe('every change', () => {
  const suite = useTenancyApi();
  let routes: RouteInfo[];
  beforeAll(() => {
    routes = servedRoutes(suite.api.app).filter((route) => changesSomething(route) && route.policy !== 'public');
  });

  const credentialOf = async (route: RouteInfo, { own }: World): Promise<Record<string, string>> => {
    switch (mutationOf(route).as) {
      case 'server':
        return { authorization: `Bearer ${suite.api.config.auth.serverToken}`, 'x-workspace-id': own.workspaceId };
      case 'key':
        return { authorization: `Bearer ${own.secretKey}` };
      case undefined:
        return { authorization: `Bearer ${await suite.api.tokenOf(own.userId, own.email)}` };
    }
  };

  /** A request that is right, ready to be sent more than once. */
  const prepare = async (route: RouteInfo, world: World): Promise<(requestId: string) => Promise<Asked>> => {
    const site = { ...suite, ...world };
    const mutation = mutationOf(route);
    await mutation.arrange?.(site);
    const { path } = await fillPath(site, route.path);
    const headers = await credentialOf(route, world);
    const body = mutation.body?.(world.own.projectId, world.own.projectId);
    return (requestId) => ask(suite.api.url + path, route.method, { ...headers, 'x-request-id': requestId }, body);
  };

  /** Audit rows of a request: their actions, and how many transactions wrote them. */
  const auditsOf = async (requestId: string): Promise<{ actions: string[]; transactions: number }> => {
    const { rows } = await suite.admin.query(
      `select coalesce(array_agg(action order by action), '{}') as actions, count(distinct xmin::text)::int as transactions from debrief.audit_log where request_id = $1`,
      [requestId],
    );
    return rows[0];
  };

  it('is known to this suite, and nothing else is', () => {
    expect(routes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(Object.keys(mutations).sort());
  });

  it('writes its audit rows, by the request, in one transaction; what is recorded writes none', async () => {
    const found: Record<string, unknown> = {};
    const expected: Record<string, unknown> = {};
    for (const route of routes) {
      const name = `${route.method} ${route.path}`;
      const { audits } = mutationOf(route);
      const requestId = randomUUID();
      const { status } = await (await prepare(route, await suite.mintWorld()))(requestId);
      found[name] = { isDone: status < 300, ...(await auditsOf(requestId)) };
      expected[name] = {
        isDone: true,
        actions: typeof audits === 'string' ? [] : audits,
        transactions: typeof audits === 'string' ? 0 : 1,
      };
    }
    expect(found).toEqual(expected);
  }, 120_000);

  it('that an ingest route makes is in the ledger of its workspace', async () => {
    const ledgerOf = async ({ own }: World): Promise<number> =>
      (
        await suite.admin.query(`select count(*)::int as rows from debrief.append_ledger where workspace_id = $1`, [
          own.workspaceId,
        ])
      ).rows[0].rows;
    // The ledger is of what the stream shows: not of artifacts, media, logs, metrics, HTTP requests and runs over data sets.
    const unseen = /\/(artifacts|media|logs|metrics|http-requests|dataset-run-items|runs\/:runId\/items(\/batch)?)$/;
    const isStreamed = (path: string): boolean => !unseen.test(path);
    for (const route of routes.filter((one) => mutationOf(one).audits === 'records' && isStreamed(one.path))) {
      const world = await suite.mintWorld();
      const request = await prepare(route, world);
      const before = await ledgerOf(world);
      await request(randomUUID());
      expect({ [route.path]: (await ledgerOf(world)) > before }).toEqual({ [route.path]: true });
    }
  });

  describe('whose audit row cannot be written', () => {
    const refuseAudits = `
      create function public.refuse_audit() returns trigger language plpgsql as $$ begin raise 'no audit today'; end $$;
      create trigger refuse_audit before insert on debrief.audit_log for each row execute function public.refuse_audit()`;
    const takeAudits = 'drop trigger refuse_audit on debrief.audit_log; drop function public.refuse_audit()';

    /** Table → a digest of all its rows. */
    const digests = async (): Promise<Record<string, string>> => {
      const result: Record<string, string> = {};
      for (const table of await findTables(suite.admin)) {
        const { rows } = await suite.admin.query(
          `select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as digest from debrief.${table} t`,
        );
        result[table] = rows[0].digest;
      }
      return result;
    };

    it('does not happen: not a row of any table is another', async () => {
      const outcomes: unknown[] = [];
      const audited = routes.filter((route) => typeof mutationOf(route).audits !== 'string');
      for (const route of audited) {
        const request = await prepare(route, await suite.mintWorld());
        // The rows of the path were made with a key, whose last use is written a little later.
        await suite.api.app.get(KeyUsage, { strict: false }).flush();
        const before = await digests();
        await suite.admin.query(refuseAudits);
        const { status } = await request(randomUUID());
        await suite.admin.query(takeAudits);
        const after = await digests();
        const again = await request(randomUUID());
        const changed = Object.keys(after).filter((table) => after[table] !== before[table]);
        outcomes.push({ route: `${route.method} ${route.path}`, status, changed, isDoneLater: again.status < 300 });
      }
      expect(outcomes).toEqual(
        audited.map(({ method, path }) => ({
          route: `${method} ${path}`,
          status: 500,
          changed: [],
          isDoneLater: true,
        })),
      );
    }, 120_000);
  });
});
