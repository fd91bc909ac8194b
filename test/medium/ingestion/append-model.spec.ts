import { randomBytes, randomUUID } from 'node:crypto';
import type { Database } from '@debrief/infra';
import type { AppendResult, IngestionService } from '@debrief/ingestion';
import fc from 'fast-check';
import { findContradictions, withAdmin } from '../../factories/record-check';
import { addStrictProject, keyScopeOf, mintTenant, type Tenant } from '../../factories/tenant';
import { openTestDatabase, type TestDatabase } from '../../setup/database';
import { makeIngestion } from './make-ingestion';
import { type ModelItem, type ModelOutcome, ModelTrace, toItem } from './append-model';

const item: fc.Arbitrary<ModelItem> = fc.record({
  key: fc.integer({ min: 0, max: 7 }),
  seq: fc.integer({ min: 0, max: 9 }),
  content: fc.constantFrom('plain', 'plain', 'call', 'error', 'end', 'start'),
  isBroken: fc.integer({ min: 0, max: 9 }).map((die) => die === 0),
});
/** The event that a well-behaved client sends under a key: resends and shuffles then meet themselves. */
const faithfulItem: fc.Arbitrary<ModelItem> = fc
  .integer({ min: 0, max: 7 })
  .map((key) => ({ key, seq: key, content: key % 3 === 0 ? 'call' : 'plain', isBroken: false }));
const batch = fc.array(fc.oneof(item, faithfulItem, faithfulItem), { maxLength: 8 });
/** Batches of one round are sent at the same time, rounds one after the other. */
const rounds = fc.array(
  fc.array(fc.record({ items: batch, process: fc.integer({ min: 0, max: 1 }) }), { minLength: 1, maxLength: 4 }),
  { minLength: 1, maxLength: 5 },
);

describe('appending against a model', () => {
  let testDatabase: TestDatabase;
  let tenant: Tenant;
  let strictProjectId: string;
  /** Two, as in two processes: they share nothing but the database. */
  let services: IngestionService[];
  let databases: Database[];

  beforeAll(async () => {
    testDatabase = await openTestDatabase();
    const instance = {
      database: testDatabase,
      secrets: {
        rootSecret: randomBytes(32).toString('hex'),
        jwtSecret: randomBytes(32).toString('hex'),
        jwtIssuer: 'x',
        serverToken: 'x',
      },
    };
    tenant = await mintTenant(instance);
    strictProjectId = (await addStrictProject(instance, tenant)).projectId;
    const made = [0, 1].map(() => makeIngestion(testDatabase));
    services = made.map(({ service }) => service);
    databases = made.map(({ database }) => database);
  });
  afterAll(async () => {
    await Promise.all(databases.map((database) => database.close()));
    await testDatabase.close();
  });

  it.each([false, true])(
    'shuffled, repeated, colliding and concurrent batches end as the model says (strict_seq %s)',
    async (strict) => {
      await fc.assert(
        fc.asyncProperty(rounds, async (sent) => {
          const scope = keyScopeOf({
            workspaceId: tenant.workspaceId,
            projectId: strict ? strictProjectId : tenant.projectId,
          });
          const trace = `model-${randomUUID()}`;
          await services[0]!.createTrace(scope, newTrace(trace));
          let model = ModelTrace.empty(strict);
          for (const round of sent) {
            const results = await Promise.all(
              round.map(({ items, process }) =>
                services[process]!.append(
                  scope,
                  trace,
                  items.map((one) => toItem(trace, one)),
                ),
              ),
            );
            const answers = results.map((result, index) => outcomesOf(result, round[index]!.items.length));
            model = serialise(
              model,
              round.map(({ items }) => items),
              answers,
            );
          }
          await withAdmin(testDatabase.adminUrl, async (client) => {
            const { rows } = await client.query<{ key: string; seq: string; type: string; status: string }>(
              `select t.status, e.idempotency_key as key, e.seq, e.type from debrief.trace t left join debrief.event e on e.trace_id = t.id
              where t.external_id = $1 order by e.seq`,
              [trace],
            );
            expect(
              rows.filter(({ key }) => key !== null).map(({ key, seq, type }) => [key, Number(seq), type]),
            ).toEqual(model.rows());
            expect(rows[0]?.status).toBe(model.status());
            expect(await findContradictions(client, tenant.workspaceId)).toEqual([]);
          });
        }),
        { numRuns: 60 },
      );
    },
    120_000,
  );
});

const newTrace = (id: string) => ({
  id,
  sessionId: null,
  userGoal: null,
  agent: null,
  environment: null,
  source: null,
  metadata: null,
  tags: null,
  project: null,
});

const outcomesOf = ({ accepted, rejected, deferred }: AppendResult, sent: number): ModelOutcome[] => {
  expect(deferred).toBeNull();
  expect(accepted + rejected.length).toBe(sent);
  const outcomes = Array<ModelOutcome>(sent).fill('accepted');
  for (const { index, cause } of rejected)
    outcomes[index] = cause === 'key_conflict' ? 'key' : cause === 'seq_conflict' ? 'seq' : 'invalid';
  return outcomes;
};

/**
 * The state after concurrent batches: some order of them, one after the other, must explain every answer. Answers name what was
 * accepted, so any order that explains them leads to the same state.
 */
const serialise = (
  before: ModelTrace,
  batches: readonly (readonly ModelItem[])[],
  answers: readonly ModelOutcome[][],
): ModelTrace => {
  const search = (model: ModelTrace, left: readonly number[]): ModelTrace | undefined => {
    if (left.length === 0) return model;
    for (const index of left) {
      const { after, outcomes } = model.append(batches[index] ?? []);
      if (outcomes.join() !== answers[index]?.join()) continue;
      const end = search(
        after,
        left.filter((other) => other !== index),
      );
      if (end) return end;
    }
    return undefined;
  };
  const end = search(
    before,
    batches.map((_, index) => index),
  );
  if (!end) throw new Error(`no order explains ${JSON.stringify({ batches, answers, before: before.rows() })}`);
  return end;
};
