import { readMigration } from './read-migration';

const admin = 'postgres://postgres:root@db:5432/postgres';

describe('readMigration', () => {
  it.each([
    ['DATABASE_URL migrates by itself', { DATABASE_URL: admin }, { adminUrl: admin, loginPassword: null }],
    [
      'an admin makes the login',
      { DATABASE_ADMIN_URL: admin, DATABASE_URL: 'postgres://debrief:p%40ss@db/x' },
      { adminUrl: admin, loginPassword: 'p@ss' },
    ],
    [
      'behind a pooler too',
      { DATABASE_ADMIN_URL: admin, DATABASE_URL: 'postgres://debrief.abc:pw@pool/x' },
      { adminUrl: admin, loginPassword: 'pw' },
    ],
  ])('%s', (_name, env, migration) => expect(readMigration(env)).toEqual(migration));

  it.each([
    ['no database', {}, 'DATABASE_URL is required'],
    ['no login', { DATABASE_ADMIN_URL: admin }, 'DATABASE_URL is required'],
    ['another login', { DATABASE_ADMIN_URL: admin, DATABASE_URL: 'postgres://postgres:pw@db/x' }, 'must be debrief'],
    ['no password', { DATABASE_ADMIN_URL: admin, DATABASE_URL: 'postgres://debrief@db/x' }, 'must be debrief'],
  ])('refuses %s', (_name, env, message) => expect(() => readMigration(env)).toThrow(message));
});
