import { startTestServers } from './test-servers';

/** Once per run, before all suites: one Postgres with a migrated template database, and Redis where the machine has it. */
export default async function globalSetup(): Promise<void> {
  globalThis.testServers = await startTestServers();
}

declare global {
  var testServers: Awaited<ReturnType<typeof startTestServers>> | undefined;
}
