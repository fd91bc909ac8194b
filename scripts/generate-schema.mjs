// Writes libs/infra/src/database/schema.ts from supabase/migrations, by way of an embedded Postgres that lives as long as this script.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

process.chdir(join(import.meta.dirname, '..'));
const require = createRequire(import.meta.url);
const { startPostgres } = require('../dist/apps/local/src/embedded-postgres.js');
const { migrate } = require('../dist/libs/infra/src/database/migrate.js');

const home = mkdtempSync(join(tmpdir(), 'debrief-generate-'));
chmodSync(home, 0o711); // As root, Postgres runs as another user.
try {
  const postgres = await startPostgres({ dataDir: join(home, 'postgres', 'data'), password: 'generate' });
  try {
    await migrate(postgres.adminUrl, join('supabase', 'migrations'));
    const script = join('scripts', 'write-schema.sh');
    const written = spawnSync(
      'sh',
      [script, postgres.adminUrl, join('libs', 'infra', 'src', 'database', 'schema.ts')],
      { stdio: 'inherit' },
    );
    process.exitCode = written.status ?? 1;
  } finally {
    await postgres.stop();
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
