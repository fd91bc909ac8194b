import { randomBytes } from 'node:crypto';
import type { Database } from '@debrief/infra';
import { type IngestionService, SpanDeletionService } from '@debrief/ingestion';
import fc from 'fast-check';
import { changeTotals } from '../../../libs/ingestion/src/spans/change-totals';
import { listUsage } from '../../../libs/ingestion/src/spans/usage.queries';
import { fromUsageRow } from '../../../libs/ingestion/src/spans/usage-node';
import { withAdmin } from '../../factories/record-check';
import { exportOf, makeSpan, newTraceId, spanId } from '../../factories/span-export';
import { keyScopeOf, mintTenant, type Tenant, userScopeOf } from '../../factories/tenant';
import { openTestDatabase, type TestDatabase } from '../../setup/database';
import { makeIngestion } from '../ingestion/make-ingestion';

interface TraceRow {
  readonly id: string;
  readonly total_tokens: number;
  readonly cost_usd: number | null;
  readonly usage_marks: object | null;
}

const size = 14;
/** Spans below others of lower numbers, in whatever order; one in three is a call with usage, and some calls are below others. */
const kinds = fc.array(fc.constantFrom('chat', 'chat', 'plain'), { minLength: size, maxLength: size });
const parents = fc.array(fc.nat(size), { minLength: size, maxLength: size });
const order = fc.shuffledSubarray(
  Array.from({ length: size }, (_, n) => n),
  { minLength: size, maxLength: size },
);
const deleted = fc.option(fc.nat(size - 1));

describe('the totals of a trace', () => {
  let test: TestDatabase;
  let tenant: Tenant;
  let service: IngestionService;
  let database: Database;

  beforeAll(async () => {
    test = await openTestDatabase();
    const secret = (): string => randomBytes(32).toString('hex');
    const secrets = { rootSecret: secret(), jwtSecret: secret(), jwtIssuer: 'x', serverToken: 'x' };
    tenant = await mintTenant({ database: test, secrets });
    ({ service, database } = makeIngestion(test));
  });
  afterAll(async () => {
    await database.close();
    await test.close();
  });

  const rowOf = (traceId: string): Promise<TraceRow | undefined> =>
    withAdmin(test.adminUrl, async (client) => {
      const { rows } = await client.query<TraceRow>(
        `select id, total_tokens::int, cost_usd::float8, usage_marks from debrief.trace where external_id = $1`,
        [traceId],
      );
      return rows[0];
    });

  it('are those of all of its spans, whatever came when, and after what was deleted', async () => {
    const deletion = new SpanDeletionService(database);
    let marked = 0;
    await fc.assert(
      fc.asyncProperty(
        kinds,
        parents,
        order,
        fc.integer({ min: 1, max: 4 }),
        deleted,
        async (kind, above, all, page, gone) => {
          const traceId = newTraceId();
          const toSpan = (n: number) => {
            const parent = n === 0 ? null : above[n]! % n;
            return makeSpan({
              ...{ traceId, spanId: spanId(n + 1), start: n },
              parentSpanId: parent === null ? null : spanId(parent + 1),
              attributes:
                kind[n] === 'chat'
                  ? {
                      ...{ 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o' },
                      ...{ 'gen_ai.usage.input_tokens': 100 + n, 'gen_ai.usage.output_tokens': n },
                    }
                  : {},
            });
          };
          for (let from = 0; from < all.length; from += page) {
            await service.appendSpans(
              keyScopeOf(tenant),
              tenant.projectId,
              exportOf(all.slice(from, from + page).map(toSpan)),
            );
            if (gone !== null && from <= gone && gone < from + page)
              await deletion.delete(userScopeOf(tenant.workspaceId), tenant.projectId, [
                { traceId, spanId: spanId(all[gone]! + 1) },
              ]);
          }
          const row = await rowOf(traceId);
          if (row === undefined) return;
          if (row.usage_marks !== null) marked += 1;
          const rows = await database.inWorkspaceClient(tenant.workspaceId, (client) => listUsage(client, [row.id]));
          const { tokens, costs } = changeTotals([], rows.map(fromUsageRow));
          expect(row.total_tokens).toBe(tokens.total);
          expect(row.cost_usd ?? 0).toBeCloseTo(
            costs.reduce((sum, { cost }) => sum + cost.total, 0),
            9,
          );
        },
      ),
      { numRuns: 15, interruptAfterTimeLimit: 100_000, endOnFailure: true },
    );
    expect(marked).toBeGreaterThan(5);
  }, 120_000);
});
