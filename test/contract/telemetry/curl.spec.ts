import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { useTelemetry } from '../../medium/telemetry/telemetry-suite';

/** Beside the repository, where the product is developed. */
const pages = join(__dirname, '..', '..', '..', '..', 'shared', 'seeds');
const recorded = readFileSync(join(__dirname, 'curl.txt'), 'utf8').trim();

/** The command of the page that documents the route, on one line as the page has it. */
const publishedCommand = (): string | undefined =>
  (existsSync(pages) ? readdirSync(pages) : [])
    .map((name) => readFileSync(join(pages, name), 'utf8'))
    .flatMap((page) => page.split('\n'))
    .find((line) => line.startsWith('curl -X POST') && line.includes('/ingest/v1/http-requests'));

describe('the documented curl command', () => {
  const suite = useTelemetry();

  /** The shell runs it as it stands, but for host, key and project. */
  const run = async (command: string): Promise<{ status: number; body: unknown }> => {
    const own = command
      .replace('http://localhost:8080', suite.api.url)
      .replace('a1b2c3d4-e5f6-7890-abcd-ef1234567890', suite.own.projectId)
      .replace(/ \\ +/g, ' ');
    const withKey = `${own} -s -w '\n%{http_code}' -H "X-SeeStack-Key: ${suite.own.secretKey}"`;
    const answer = (await promisify(execFile)('sh', ['-c', withKey])).stdout.split('\n');
    return { status: Number(answer.at(-1)), body: JSON.parse(answer.slice(0, -1).join('\n')) as unknown };
  };

  const works = async (command: string): Promise<void> => {
    expect(await run(command)).toEqual({ status: 202, body: { ok: true, accepted: 2 } });
    expect(await suite.count()).toBe(2);
  };

  it('is answered as its page says', () => works(recorded));

  const published = publishedCommand();
  if (!published) console.warn('The page that documents the command is absent.');
  (published ? it : it.skip)(
    published
      ? 'is the one that its page has today'
      : 'is the one that its page has today (skipped: no pages beside the repository)',
    () => expect(recorded).toBe(published),
  );
});
