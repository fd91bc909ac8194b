import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { makeDocument } from '../../apps/api/src/make-document';
import { openTestDatabase, type TestDatabase } from '../setup/database';

const repository = join(__dirname, '..', '..');
const read = (file: string): string => readFileSync(join(repository, file), 'utf8');

/** A difference means: `npm run generate`, and commit what it wrote. */
describe('the generated files are those of the code:', () => {
  let database: TestDatabase;
  beforeAll(async () => void (database = await openTestDatabase()));
  afterAll(() => database.close());

  const generateSchema = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'debrief-schema-'));
    try {
      const file = join(folder, 'schema.ts');
      execFileSync('sh', [join(repository, 'scripts', 'write-schema.sh'), database.adminUrl, file]);
      return readFileSync(file, 'utf8');
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  it('openapi.json', async () => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    expect(read('openapi.json')).toBe(`${JSON.stringify(await makeDocument(version), null, 2)}\n`);
  });

  it('schema.ts; another column would be another file', async () => {
    const current = generateSchema();
    expect(read('libs/infra/src/database/schema.ts')).toBe(current);

    const client = new Client({ connectionString: database.adminUrl });
    await client.connect();
    await client.query('alter table debrief.trace add column planted text');
    await client.end();
    expect(generateSchema()).not.toBe(current);
  });
});
