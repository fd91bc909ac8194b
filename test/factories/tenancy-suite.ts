import { Database } from '@debrief/infra';
import { Client } from 'pg';
import { openTestDatabase, type TestDatabase } from '../setup/database';
import { tenancyServices } from './tenancy';

export interface TenancySuite {
  readonly test: TestDatabase;
  /** A superuser's connection: for what a test must see or break behind the product's back. */
  readonly admin: Client;
  readonly database: Database;
  readonly services: ReturnType<typeof tenancyServices>;
}

/** A database of the suite's own with the services of tenancy on it; filled before the first test. Call it inside `describe`. */
export const useTenancy = (): TenancySuite => {
  const suite = {} as TenancySuite;
  beforeAll(async () => {
    const test = await openTestDatabase();
    const database = new Database({ url: test.databaseUrl, poolMax: 10 });
    const admin = new Client({ connectionString: test.adminUrl });
    await admin.connect();
    Object.assign(suite, { test, admin, database, services: tenancyServices(database) });
  });
  afterAll(async () => {
    await suite.services.usage.beforeApplicationShutdown();
    await suite.database.close();
    await suite.admin.end();
    await suite.test.close();
  });
  return suite;
};
