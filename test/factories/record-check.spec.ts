import { randomBytes, randomUUID } from 'node:crypto';
import { makeIngestion } from '../medium/ingestion/make-ingestion';
import { openTestDatabase, type TestDatabase } from '../setup/database';
import { makeEvents } from './event';
import { findContradictions, withAdmin } from './record-check';
import { keyScopeOf, mintTenant, type Tenant } from './tenant';

describe('the check of stored records', () => {
  let test: TestDatabase;
  let tenant: Tenant;

  beforeAll(async () => {
    test = await openTestDatabase();
    const secret = randomBytes(32).toString('hex');
    tenant = await mintTenant({
      database: test,
      secrets: { rootSecret: secret, jwtSecret: secret, jwtIssuer: 'x', serverToken: secret },
    });
    const { service, database } = makeIngestion(test);
    const start = { ...makeEvents('t', 1)[0], type: 'state_change', payload: { name: 'session_started' } };
    const items = JSON.parse(JSON.stringify([start, ...makeEvents('t', 3, 1)])) as [];
    for (let run = 0; run < 2; run += 1) await service.append(keyScopeOf(tenant), randomUUID(), structuredClone(items));
    await database.close();
  });
  afterAll(() => test.close());

  it.each<[string, string, string[]]>([
    ['nothing wrong', 'select 1', []],
    ['a lost event', 'delete from debrief.event where seq = 2', ['not the sum', 'without its event']],
    ['a count too high', 'update debrief.trace set event_count = event_count + 1', ['not the sum']],
    ['a cost too high', 'update debrief.trace set cost_usd = 1', ['not the sum']],
    [
      'a lost ledger row',
      `delete from debrief.append_ledger where last_position = (select min(last_position) from debrief.append_ledger where kind = 'event')`,
      ['a gap', 'does not know'],
    ],
    ['a session that started later', `update debrief.session set started_at = now()`, ['not the sum of its runs']],
    ['a run that is not tallied', 'update debrief.project_tally set traces = traces + 1', ['what a project holds']],
    ['a counter ahead', 'update debrief.stream_position set position = position + 1', ['counter']],
    [
      'a ledger row that names too few events',
      `update debrief.append_ledger set seqs = '{[0,2)}' where kind = 'event'`,
      ['more or fewer', 'does not know'],
    ],
  ])('%s', async (_name, damage, expected) => {
    await withAdmin(test.adminUrl, async (client) => {
      await client.query('begin');
      await client.query(damage);
      const problems = await findContradictions(client, tenant.workspaceId);
      await client.query('rollback');
      expect(problems).toHaveLength(expected.length);
      for (const part of expected) expect(problems.join('\n')).toContain(part);
    });
  });
});
