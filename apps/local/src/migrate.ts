import { join } from 'node:path';
import { migrate } from '@debrief/infra';
import { readMigration } from './read-migration';
import { provideLogin } from './login-role';

const migrations = join(__dirname, '..', '..', '..', '..', 'supabase', 'migrations');

/** Hosted mode: brings the database up to date before api and worker of this version start. Safe to run at any time, by several at once. */
const run = async (): Promise<void> => {
  const { adminUrl, loginPassword } = readMigration(process.env);
  const applied = await migrate(adminUrl, migrations);
  console.log(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'The database is up to date.');
  if (loginPassword !== null) {
    await provideLogin(adminUrl, loginPassword);
    console.log('The login debrief has the password of DATABASE_URL.');
  }
};

run().catch((error: Error) => {
  console.error(`${error.message}${error.cause instanceof Error ? `: ${error.cause.message}` : ''}`);
  process.exit(1);
});
