import { randomBytes } from 'node:crypto';
import type { Database } from '@debrief/infra';
import { ExpiryService, type IngestionService, SpanDeletionService } from '@debrief/ingestion';
import fc from 'fast-check';
import { findContradictions, withAdmin } from '../../factories/record-check';
import { exportOf, makeSpan, newTraceId, spanId } from '../../factories/span-export';
import { keyScopeOf, mintTenant, type Tenant, userScopeOf } from '../../factories/tenant';
import { openTestDatabase, type TestDatabase } from '../../setup/database';
import { makeIngestion } from '../ingestion/make-ingestion';

const trace = fc.integer({ min: 0, max: 3 });
const session = fc.constantFrom(null, 'a', 'b', 'c');
/** A span of a trace, which may be its root and may name a session; the ids of traces are the example's own. */
const span = fc.record({ trace, span: fc.integer({ min: 1, max: 4 }), session, start: fc.integer({ min: 0, max: 9 }) });
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ append: fc.array(span, { minLength: 1, maxLength: 6 }) }) },
  { weight: 2, arbitrary: fc.record({ deleteTraces: fc.array(trace, { minLength: 1, maxLength: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ deleteSpan: fc.record({ trace, span: fc.integer({ min: 1, max: 4 }) }) }) },
  { weight: 1, arbitrary: fc.record({ native: session }) },
);
/** Steps of one round happen at the same time, rounds one after the other. */
const rounds = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 });

describe('the rows of sessions', () => {
  let test: TestDatabase;
  let tenant: Tenant;
  let service: IngestionService;
  let database: Database;

  beforeAll(async () => {
    test = await openTestDatabase();
    const secret = randomBytes(32).toString('hex');
    const secrets = { rootSecret: secret, jwtSecret: secret, jwtIssuer: 'x', serverToken: secret };
    tenant = await mintTenant({ database: test, secrets });
    ({ service, database } = makeIngestion(test));
  });
  afterAll(async () => {
    await database.close();
    await test.close();
  });

  it('are what their runs add up to, whatever is appended, moved or deleted at the same time', async () => {
    const expiry = new ExpiryService(database);
    const spanDeletion = new SpanDeletionService(database);
    const doer = userScopeOf(tenant.workspaceId);
    const deleteTraces = async (externalIds: readonly string[]): Promise<void> => {
      const doomed = await expiry.findDoomed(doer, tenant.projectId, { externalIds });
      await expiry.deleteTraces(doer, tenant.projectId, doomed);
    };
    await fc.assert(
      fc.asyncProperty(rounds, async (planned) => {
        const ids = Array.from({ length: 4 }, () => newTraceId());
        const take = async (one: (typeof planned)[number][number]): Promise<unknown> => {
          if ('append' in one) {
            const spans = one.append.map((of) =>
              makeSpan({
                traceId: ids[of.trace]!,
                spanId: spanId(of.span),
                parentSpanId: of.span === 1 ? null : spanId(1),
                start: of.start,
                attributes: of.session === null ? {} : { 'session.id': of.session },
              }),
            );
            return service.appendSpans(keyScopeOf(tenant), tenant.projectId, exportOf(spans));
          }
          if ('deleteTraces' in one) return deleteTraces(one.deleteTraces.map((n) => ids[n]!));
          if ('deleteSpan' in one) {
            const { trace: n, span: of } = one.deleteSpan;
            return spanDeletion.delete(doer, tenant.projectId, [{ traceId: ids[n]!, spanId: spanId(of) }]);
          }
          return service.createTrace(keyScopeOf(tenant), { sessionId: one.native, ...unnamed });
        };
        for (const round of planned) await Promise.all(round.map(take));
        const problems = await withAdmin(test.adminUrl, (client) => findContradictions(client, tenant.workspaceId));
        // Deletions leave gaps in the ledger.
        expect(problems.filter((problem) => /session|tally/.test(problem))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});

const unnamed = {
  id: null,
  agent: null,
  userGoal: null,
  environment: null,
  source: null,
  metadata: null,
  tags: null,
  project: null,
};
