import { conventionsVersion, type OtlpSpan } from '@debrief/ingestion';
import { rereadSpans, type ToReread } from '../../../libs/ingestion/src/rereading/reread-spans';
import { newTraceId } from '../../factories/span-export';
import { tenancyServices } from '../../factories/tenancy';
import { userScopeOf } from '../../factories/tenant';
import { startWorker } from '../../factories/worker';
import { environmentWith } from '../jobs/config-with';
import { knownNow, type Row, unknown, useRereading } from './rereading-suite';

describe('spans to be read anew', () => {
  const suite = useRereading();

  describe('of a run', () => {
    const many = (prefix: string, count: number): OtlpSpan[] =>
      Array.from({ length: count }, (_, n) =>
        suite.span(n + 1, {
          attributes: {
            [`${prefix}gen_ai.operation.name`]: 'chat',
            [`${prefix}gen_ai.request.model`]: 'm',
            [`${prefix}gen_ai.usage.input_tokens`]: n,
          },
        }),
      );
    const walked = async () => {
      const [row] = await suite.query(
        'select id, project_id as "projectId", external_id as "externalId" from debrief.trace where workspace_id = $1',
      );
      return row as { id: string; projectId: string; externalId: string };
    };

    const toReread = (trace: Awaited<ReturnType<typeof walked>>, afterSeq: number, limit: number): ToReread => ({
      ...{ projectId: trace.projectId, traces: [{ ...trace, afterSeq }], limit, prices: [] },
    });

    it('are read on after a process that died between two commits, and within one', async () => {
      const other = await suite.mint();
      await suite.append(many('', 12), other);
      await suite.append(many(unknown, 12));
      await suite.age(knownNow);
      await suite.makeDue();
      const trace = await walked();
      const page = (afterSeq: number) =>
        suite.database.inWorkspaceClient(suite.tenant.workspaceId, async (client) => {
          const done = await rereadSpans(client, toReread(trace, afterSeq, 5));
          if (afterSeq >= 0) throw new Error('died');
          return done;
        });
      expect(await page(-1)).toEqual({ read: 5, changed: 5, last: { traceId: trace.id, afterSeq: 4 } });
      await expect(page(4)).rejects.toThrow('died');
      expect(
        await suite.query('select count(*)::int as n from debrief.event where workspace_id = $1 and rules_version = 2'),
      ).toEqual([{ n: 7 }]);
      await suite.reread();
      expect(await suite.stored()).toEqual(await suite.stored(other));
      expect(await suite.upkeep()).toMatchObject({
        finished_at: expect.any(Date),
        read_spans: '12',
        changed_spans: '12',
      });
    });

    it('are read once by jobs that run at the same time as each other, and as spans that come', async () => {
      const other = await suite.mint();
      await suite.append(many('', 300), other);
      await suite.append(many(unknown, 250));
      await suite.age(knownNow);
      await suite.makeDue();
      const late = many('', 300).slice(250);
      await Promise.all([
        suite.reread(),
        suite.append(late.slice(0, 20)),
        suite.reread(),
        suite.append(late.slice(20)),
        suite.reread(),
      ]);
      const [now, known] = [await suite.stored(), await suite.stored(other)];
      expect(now.traces).toEqual(known.traces);
      expect(await suite.upkeep()).toMatchObject({
        finished_at: expect.any(Date),
        read_spans: '250',
        changed_spans: '250',
      });
    });

    it('are left to the next job after 2,000', async () => {
      for (const spans of [many(unknown, 2_100).slice(0, 1_000), many(unknown, 2_100).slice(1_000)])
        await suite.append(spans);
      await suite.age(knownNow);
      await suite.makeDue();
      await suite.rereading.reread(suite.jobScope);
      expect(await suite.upkeep()).toMatchObject({ finished_at: null, after_trace_id: null, read_spans: '2000' });
      expect(await suite.takeJobs()).toHaveLength(1);
      expect(await suite.reread()).toBe(1);
      expect(await suite.upkeep()).toMatchObject({
        finished_at: expect.any(Date),
        read_spans: '2100',
        changed_spans: '2100',
      });
      const [{ n }] = (await suite.query(
        `select sum(e.input_tokens)::int - max(t.input_tokens)::int as n from debrief.event e join debrief.trace t on t.id = e.trace_id where e.workspace_id = $1`,
      )) as [Row];
      expect(n).toBe(0);
    });

    it('are none once it is deleted, nor those of another run that has its id', async () => {
      await suite.append(many(unknown, 3));
      const trace = await walked();
      const read = () =>
        suite.database.inWorkspaceClient(suite.tenant.workspaceId, (client) =>
          rereadSpans(client, toReread(trace, -1, 100)),
        );
      await suite.deleteTrace(trace);
      expect(await read()).toEqual({ read: 0, changed: 0, last: null });
      await suite.query('delete from debrief.deleted_trace where workspace_id = $1');
      await suite.append(many(unknown, 3));
      await suite.age(knownNow);
      const before = await suite.rows();
      expect(await read()).toEqual({ read: 0, changed: 0, last: null });
      expect(await suite.rows()).toEqual(before);
    });
  });

  it('of many runs, of more than one project, are read in the order of the runs', async () => {
    const { tenant } = suite;
    const second = await tenancyServices(suite.database).projects.create(userScopeOf(tenant.workspaceId), {
      name: 'second',
    });
    const runs = (count: number) =>
      Array.from({ length: count }, () => newTraceId()).flatMap((traceId) =>
        [1, 2].map((n) => suite.span(n, { traceId, attributes: { [`${unknown}gen_ai.request.model`]: 'm' } })),
      );
    for (const to of [tenant, { ...tenant, projectId: second.id }, tenant]) await suite.append(runs(200), to);
    await suite.age(knownNow);
    await suite.makeDue();
    expect(await suite.reread()).toBe(2);
    expect(await suite.upkeep()).toMatchObject({
      finished_at: expect.any(Date),
      read_spans: '1200',
      changed_spans: '1200',
    });
    const traces = await suite.query(
      'select models, count(*)::int as n from debrief.trace where workspace_id = $1 group by 1',
    );
    expect(traces).toEqual([{ models: ['m'], n: 600 }]);
  });

  it('of every workspace are read by a worker', async () => {
    const other = await suite.mint();
    for (const to of [suite.tenant, other]) await suite.append([suite.span(1), suite.span(2)], to);
    const ofBoth = [[suite.tenant.workspaceId, other.workspaceId]];
    await suite.query('update debrief.event set rules_version = 2 where workspace_id = any($1)', ofBoth);
    await suite.database.asSystem('sweep', (tx) => suite.rereading.sweep(tx));
    await suite.query('update debrief.span_rereading set due_at = now() where workspace_id = any($1)', ofBoth);
    const worker = await startWorker(environmentWith(suite.test));
    try {
      await worker.work();
    } finally {
      await worker.close();
    }
    const read = await suite.query(
      'select rules_version, count(*)::int as n from debrief.event where workspace_id = any($1) group by 1',
      ofBoth,
    );
    expect(read).toEqual([{ rules_version: conventionsVersion, n: 4 }]);
    expect(await suite.upkeep()).toMatchObject({ finished_at: expect.any(Date) });
  }, 30_000);

  describe('are looked for', () => {
    const asked = () =>
      suite.query("select name from debrief.job_outbox where workspace_id = $1 and name = 'ingestion.reread-spans'");
    const sweep = () => suite.database.asSystem('sweep', (tx) => suite.rereading.sweep(tx));
    const set = (what: string) => suite.query(`update debrief.span_rereading set ${what} where workspace_id = $1`);

    it('an hour after the first process of the rules, by one job, which is asked for again when it was lost', async () => {
      await sweep();
      expect(await asked()).toEqual([]);
      const [hour] = await suite.query(
        `select due_at - now() between interval '59 minutes' and interval '1 hour' as due from debrief.span_rereading where workspace_id = $1`,
      );
      expect(hour).toEqual({ due: true });
      await suite.rereading.reread(suite.jobScope);
      expect(await suite.upkeep()).toMatchObject({ finished_at: null });
      await set('due_at = now()');
      await sweep();
      await suite.query('delete from debrief.job_outbox where workspace_id = $1');
      await sweep();
      expect(await asked()).toEqual([]);
      await set(`asked_at = now() - interval '11 minutes'`);
      await sweep();
      expect(await asked()).toHaveLength(1);
      await suite.rereading.reread(suite.jobScope);
      expect(await suite.upkeep()).toMatchObject({ finished_at: expect.any(Date) });
    });

    it('once for each version of the rules, and not where newer rules have looked', async () => {
      await suite.makeDue();
      await suite.reread();
      await sweep();
      expect(await asked()).toEqual([]);
      await set(`rules_version = ${conventionsVersion - 1}`);
      await sweep();
      expect(await suite.upkeep()).toMatchObject({
        rules_version: conventionsVersion,
        finished_at: null,
        after_trace_id: null,
      });
      await set(`rules_version = ${conventionsVersion + 1}, due_at = now()`);
      await sweep();
      await suite.rereading.reread(suite.jobScope);
      expect(await asked()).toEqual([]);
      expect(await suite.upkeep()).toMatchObject({ rules_version: conventionsVersion + 1, finished_at: null });
    });
  });
});
