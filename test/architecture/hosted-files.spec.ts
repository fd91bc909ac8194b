import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '@debrief/infra';
import { parse } from 'yaml';
import { apiNodeFlags } from '../../apps/local/src/api-node-flags';
import { readMigration } from '../../apps/local/src/read-migration';
import { Env } from '../../libs/infra/src/config/env';
import { namesOf } from './settings';

const repository = join(__dirname, '..', '..');
const read = (file: string): string => readFileSync(join(repository, file), 'utf8');

interface Service {
  readonly build?: { readonly target: string };
  readonly environment?: Readonly<Record<string, string>>;
}

const { services } = parse(read('compose.yaml'), { merge: true }) as { services: Record<string, Service> };
const dockerfile = read('Dockerfile');
const stages = [...dockerfile.matchAll(/^FROM .* AS (\w+)$/gm)].map(([, stage]) => stage);

/** What compose makes of `${NAME:?}`, `${NAME:-default}` and `${NAME-default}`. */
const substitute = (text: string, given: Readonly<Record<string, string>>): string =>
  text.replace(/\$\{(\w+)(?:(:?[-?])([^}]*))?\}/g, (_, name: string, operator = '', rest = '') => {
    const value = given[name];
    const isMissing = value === undefined || (operator.startsWith(':') && value === '');
    if (!isMissing) return value;
    if (operator.endsWith('?')) throw new Error(`${name} is missing`);
    return rest as string;
  });

const environmentOf = (service: string, given: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(services[service]?.environment ?? {}).map(([name, value]) => [
      name,
      substitute(String(value), given),
    ]),
  );

const given = {
  POSTGRES_PASSWORD: 'a'.repeat(64),
  DATABASE_PASSWORD: 'b'.repeat(64),
  DEBRIEF_SECRET: 'c'.repeat(64),
  SUPABASE_JWT_SECRET: 'd'.repeat(64),
  PUBLIC_URL: 'http://127.0.0.1:4318',
};
const atSupabase = {
  OBJECT_STORE_DIR: '',
  SUPABASE_JWT_SECRET: '',
  SUPABASE_URL: 'https://x.supabase.co',
  SUPABASE_SECRET_KEY: 'e'.repeat(40),
};

describe('the Dockerfile', () => {
  it('copies what .dockerignore lets through, and that exists', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = '']) =>
      sources.split(' '),
    );
    const allowed = [...read('.dockerignore').matchAll(/^!(.+)$/gm)].map(([, path]) => path);
    expect([...new Set(copied)].sort()).toEqual(allowed.sort());
    expect(copied.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
  });

  it('starts what the build makes', () => {
    const paths = [...dockerfile.matchAll(/dist\/((?:apps|libs)[\w/.-]*)/g)].map(([, path = '']) =>
      path.replace(/\.js$/, '.ts'),
    );
    expect(paths.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
    expect(paths).toContain('apps/api/src/main.ts');
  });

  it('starts the api with the flags that it has everywhere', () =>
    expect(dockerfile).toContain(
      `CMD ${JSON.stringify(['node', ...apiNodeFlags, 'dist/apps/api/src/main.js']).replaceAll(',', ', ')}`,
    ));
});

describe('compose.yaml', () => {
  it('builds stages of the Dockerfile', () => {
    const targets = Object.values(services).flatMap(({ build }) => build?.target ?? []);
    expect(targets.sort()).toEqual(['api', 'migrate', 'worker']);
    expect(stages).toEqual(expect.arrayContaining(targets));
  });

  it.each(['api', 'worker'])('sets nothing for %s that it does not read', (service) => {
    expect(Object.keys(environmentOf(service, given)).filter((name) => !namesOf(Env).includes(name))).toEqual([]);
  });

  it.each([
    ['its own users and folder', given, { auth: { jwksUrl: null }, objectStore: { kind: 'local' } }],
    ['a Supabase project', { ...given, ...atSupabase }, { objectStore: { kind: 'supabase', bucket: 'artifacts' } }],
  ])('configures api and worker with %s', (_name, variables, expected) => {
    for (const service of ['api', 'worker']) {
      expect(loadConfig(environmentOf(service, variables))).toMatchObject({ jobs: { backend: 'redis' }, ...expected });
    }
  });

  it('lets migrate make the login that api and worker use', () => {
    expect(readMigration(environmentOf('migrate', given)).loginPassword).toBe(given.DATABASE_PASSWORD);
    expect(environmentOf('api', given).DATABASE_URL).toBe(environmentOf('migrate', given).DATABASE_URL);
  });

  it.each(['POSTGRES_PASSWORD', 'DATABASE_PASSWORD', 'DEBRIEF_SECRET', 'PUBLIC_URL'])(
    'does not start without %s',
    (name) => {
      const start = (): unknown =>
        Object.keys(services).map((service) => environmentOf(service, { ...given, [name]: '' }));
      expect(start).toThrow(`${name} is missing`);
    },
  );
});
