/** The Redis of this test run, shared by all suites: keep to keys of your own. Undefined where there is none. */
export const redisUrl: string | undefined = process.env.TEST_REDIS_URL;

/** `describe` for what needs Redis; without one the suite is listed as skipped, with the reason in its name. */
export function describeWithRedis(name: string, suite: (url: string) => void): void {
  if (redisUrl) describe(name, () => suite(redisUrl as string));
  else describe.skip(`${name} (skipped: no redis-server)`, () => suite(''));
}
