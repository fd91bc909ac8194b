import { generateKeyPairSync } from 'node:crypto';
import { ConfigError, loadConfig } from './config';

const complete = {
  DATABASE_URL: 'postgres://debrief:pw@127.0.0.1:5432/debrief',
  SUPABASE_JWT_SECRET: 'x'.repeat(40),
  OBJECT_STORE_DIR: '/var/lib/debrief/objects',
  DEBRIEF_SECRET: 's'.repeat(40),
};

const problemsOf = (env: Record<string, string>): readonly string[] => {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};

describe('loadConfig', () => {
  it('reads numbers and defaults, and freezes what it made', () => {
    const config = loadConfig({ ...complete, PORT: '5000', CORS_ORIGINS: 'https://a.example, https://b.example' });
    expect(config.http).toMatchObject({ port: 5000, corsOrigins: ['https://a.example', 'https://b.example'] });
    expect(config.jobs.backend).toBe('postgres');
    expect(() => Object.assign(config.http, { port: 1 })).toThrow(TypeError);
  });

  it('takes an empty variable for an absent one', () => {
    expect(loadConfig({ ...complete, REDIS_URL: '', PORT: '' })).toMatchObject({ redis: null, http: { port: 4318 } });
  });

  it('lists every problem at once and shows no value', () => {
    const problems = problemsOf({ PORT: 'eighty', DEBRIEF_SECRET: 'hunter2', QUEUE_BACKEND: 'redis' });
    const named = problems.map((p) => p.split(':')[0]);
    expect(named).toEqual(
      expect.arrayContaining([
        'DATABASE_URL',
        'PORT',
        'DEBRIEF_SECRET',
        'REDIS_URL',
        'SUPABASE_URL or OBJECT_STORE_DIR',
        'SUPABASE_URL or SUPABASE_JWT_SECRET',
      ]),
    );
    expect(problems.join('\n')).not.toContain('hunter2');
  });

  it('takes hosts that users may name, and says which entry is none without showing it', () => {
    const hosts = (list: string, more = {}) => ({ ...complete, OUTBOUND_ALLOWED_HOSTS: list, ...more });
    expect(loadConfig(hosts('hooks.corp:8080, 10.0.0.0/8')).outbound.allowedHosts).toEqual([
      'hooks.corp:8080',
      '10.0.0.0/8',
    ]);
    expect(problemsOf(hosts('hooks.corp,https://x.example'))).toEqual([
      expect.stringMatching(/^OUTBOUND_ALLOWED_HOSTS: entry 2 must/),
    ]);
    expect(problemsOf(hosts('hooks.corp', { DEBRIEF_EDITION: 'hosted' }))).toEqual([
      'OUTBOUND_ALLOWED_HOSTS: is for DEBRIEF_EDITION=self_hosted only',
    ]);
  });

  it.each([
    ['redis follows REDIS_URL', { REDIS_URL: 'redis://127.0.0.1:6379' }, 'redis'],
    [
      'postgres can be forced beside Redis',
      { REDIS_URL: 'redis://127.0.0.1:6379', QUEUE_BACKEND: 'postgres' },
      'postgres',
    ],
  ])('%s', (_name, env, backend) => {
    expect(loadConfig({ ...complete, ...env }).jobs.backend).toBe(backend);
  });

  describe('of a GitHub App', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    const app = {
      GITHUB_APP_ID: '12345',
      GITHUB_APP_PRIVATE_KEY: pem,
      GITHUB_APP_SLUG: 'debrief',
      GITHUB_CLIENT_ID: 'Iv1.0123456789abcdef',
      GITHUB_CLIENT_SECRET: 'c'.repeat(40),
      GITHUB_WEBHOOK_SECRET: 'w'.repeat(40),
    };

    it('is null without any of its settings', () => expect(loadConfig(complete).github).toBeNull());

    it.each([
      ['PEM', pem],
      ['PEM on one line', pem.replaceAll('\n', '\\n')],
      ['base64 of PEM', Buffer.from(pem).toString('base64')],
    ])('takes the key as %s', (_form, key) => {
      expect(loadConfig({ ...complete, ...app, GITHUB_APP_PRIVATE_KEY: key }).github).toMatchObject({
        appId: '12345',
        privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }),
        apiUrl: 'https://api.github.com',
        url: 'https://github.com',
      });
    });

    it.each(Object.keys(app))('names %s when it alone is missing, and what is missing when it is alone', (name) => {
      expect(problemsOf({ ...complete, ...app, [name]: '' })).toEqual([
        expect.stringContaining(`${name}: is required`),
      ]);
      expect(problemsOf({ ...complete, [name]: app[name as keyof typeof app] })).toHaveLength(5);
    });

    it.each(['k'.repeat(100), Buffer.from('k'.repeat(100)).toString('base64')])('refuses a key that is none', (key) => {
      expect(problemsOf({ ...complete, ...app, GITHUB_APP_PRIVATE_KEY: key })).toEqual([
        expect.stringContaining('GITHUB_APP_PRIVATE_KEY: must be'),
      ]);
    });
  });
});
