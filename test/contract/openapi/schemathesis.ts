import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type ProvidedPython, providePython } from '../../setup/python-venv';

const version = '4.32.5';

export const provideSchemathesis = (): ProvidedPython =>
  providePython({
    name: 'schemathesis',
    install: `schemathesis==${version}`,
    check: `import importlib.metadata as m; v = m.version("schemathesis"); assert v == "${version}", v; print(v)`,
    minPython: 10,
  });

/** What stands under `/v1`, too, served by the same handlers. */
const aliases = '^/api/v1/(?!project/|health$|http-requests)';

export interface FuzzOptions {
  readonly python: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Segment of a path → id of a row that the segment's parameter may name. */
  readonly rows: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly examples: number;
  readonly phases: string;
  readonly excluded?: readonly string[];
}

/** Puts generated requests to every operation of the served API document. @returns exit code (0: nothing was found) and the report */
export const fuzz = async ({
  python,
  url,
  headers,
  rows,
  seed,
  examples,
  phases,
  excluded = [],
}: FuzzOptions): Promise<{ code: number | null; report: string }> => {
  const args = [
    '-m',
    'schemathesis.cli',
    'run',
    `${url}/openapi.json`,
    '--url',
    url,
    '--phases',
    phases,
    '--continue-on-failure',
    '--checks',
    'server_does_not_fail,errors_have_their_form',
    '--seed',
    String(seed),
    '--max-examples',
    String(examples),
    '--generation-database',
    'none',
    '--suppress-health-check',
    'all',
    '--warnings',
    'off',
    '--max-redirects',
    '0',
    '--request-timeout',
    '20',
    '--no-color',
    ...Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]),
    ...excluded.flatMap((path) => ['--exclude-path', path]),
    '--exclude-path-regex',
    aliases,
  ];
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    SCHEMATHESIS_HOOKS: 'hooks',
    PYTHONPATH: __dirname,
    PYTHONDONTWRITEBYTECODE: '1',
    FUZZ_ROWS: JSON.stringify(rows),
  };
  const run = spawn(python, args, { cwd: join(__dirname), env });
  let report = '';
  for (const output of [run.stdout, run.stderr])
    output.setEncoding('utf8').on('data', (text: string) => (report += text));
  const [code] = (await once(run, 'close')) as [number | null];
  return { code, report };
};
