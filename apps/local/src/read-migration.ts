export interface Migration {
  /** Login that may create roles and schemas. */
  readonly adminUrl: string;
  /** Password that the login of api and worker is given; null leaves logins alone. */
  readonly loginPassword: string | null;
}

/**
 * What `migrate` is to do. With DATABASE_ADMIN_URL that login migrates, and the one in DATABASE_URL, which must be `debrief`, is made
 * for api and worker; without it DATABASE_URL's own login migrates. Throws an Error that says what is missing.
 */
export function readMigration(env: NodeJS.ProcessEnv): Migration {
  const { DATABASE_URL: url, DATABASE_ADMIN_URL: adminUrl } = env;
  if (!url) throw new Error('DATABASE_URL is required.');
  if (!adminUrl) return { adminUrl: url, loginPassword: null };

  const login = new URL(url);
  // A pooler's user carries its tenant: debrief.<project>.
  if (login.username.split('.')[0] !== 'debrief' || login.password === '') {
    throw new Error(
      'With DATABASE_ADMIN_URL the login in DATABASE_URL must be debrief, with the password that it is to have.',
    );
  }
  return { adminUrl, loginPassword: decodeURIComponent(login.password) };
}
