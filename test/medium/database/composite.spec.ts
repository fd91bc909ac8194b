import { readComposite } from '@debrief/infra';
import fc from 'fast-check';
import { sql } from 'kysely';
import { useTenancy } from '../../factories/tenancy-suite';
import { createWorkspaceFixture } from '../../factories/workspace';

describe('a composite that Postgres writes', () => {
  const suite = useTenancy();

  /** What delimits, quotes or escapes, among other signs; no NUL, which Postgres has in no text. */
  const signs = fc.constantFrom('"', '\\', ',', '(', ')', '{', ' ', '\n', '\t', 'a', '1', 'é', '😀', '\u2028');
  const field = fc.option(fc.string({ unit: signs, maxLength: 8 }));

  it('is read as the fields that it was made of', async () => {
    const { scope } = await createWorkspaceFixture(suite.database);
    const rows = fc.sample(fc.tuple(field, field, field), 300);
    const written = await suite.database.inWorkspace(scope, async (tx) => {
      const columns = [0, 1, 2].map((at) => sql`${rows.map((row) => row[at])}::text[]`);
      const { rows: found } = await sql<{ text: string }>`
        select row(a, b, c)::text as text from unnest(${sql.join(columns)}) with ordinality as r(a, b, c, n) order by n`.execute(
        tx,
      );
      return found;
    });
    expect(written.map(({ text }) => readComposite(text))).toEqual(rows);
  });
});
