import { toChildEnv } from './child-env';
import { readOptions } from './options';

const secrets = {
  databaseAdminPassword: 'admin-password',
  databasePassword: 'login-password',
  jwtSecret: 'jwt',
  rootSecret: 'root',
  serverToken: 'server',
  userId: 'user',
};
const options = readOptions([], { DEBRIEF_HOME: '/srv/debrief', PORT: '5000' });
const childEnv = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  toChildEnv(options, secrets, 'postgresql://debrief@127.0.0.1:1/postgres', env);

describe('the environment of api and worker', () => {
  it('names the database, the address and what was minted, but never the superuser', () => {
    const env = childEnv({});
    expect(env).toMatchObject({
      DATABASE_URL: 'postgresql://debrief@127.0.0.1:1/postgres',
      DEBRIEF_EDITION: 'self_hosted',
      DEBRIEF_SECRET: 'root',
      OBJECT_STORE_DIR: '/srv/debrief/objects',
      PORT: '5000',
      OTLP_GRPC_PORT: '4317',
      PUBLIC_URL: 'http://127.0.0.1:5000',
      SERVER_TOKEN: 'server',
      SUPABASE_JWT_ISSUER: 'http://127.0.0.1:5000/auth/v1',
      SUPABASE_JWT_SECRET: 'jwt',
    });
    expect(JSON.stringify(env)).not.toContain('admin-password');
  });

  it.each([
    ['DATABASE_URL', 'postgresql://elsewhere'],
    ['REDIS_URL', 'redis://elsewhere'],
    ['QUEUE_BACKEND', 'redis'],
    ['SUPABASE_URL', 'https://elsewhere'],
    ['SUPABASE_JWT_SECRET', 'well-known'],
  ])('does not take %s of hosted mode from the caller', (name, value) => {
    expect(childEnv({ [name]: value })[name]).not.toBe(value);
  });

  it.each([
    ['LOG_LEVEL', 'debug'],
    ['DEBRIEF_EDITION', 'hosted'],
    ['MAX_EVENT_BATCH_BYTES', '1048576'],
    ['PATH', '/usr/bin'],
  ])('passes on %s', (name, value) => {
    expect(childEnv({ [name]: value })[name]).toBe(value);
  });
});
