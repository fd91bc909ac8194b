/** Once per run, after all suites. After Ctrl-C the `exit` handler of the servers does the same. */
export default async function globalTeardown(): Promise<void> {
  await globalThis.testServers?.stop();
}
