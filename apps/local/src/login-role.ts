import { Client } from 'pg';

/**
 * Makes (or gives a new password to) the login of api and worker: it owns nothing, bypasses nothing, inherits nothing, and
 * reaches rows only by becoming `debrief_app` or `debrief_system`, which the migrations have made.
 * @param adminUrl the login that ran the migrations; it need not be a superuser
 * @returns the URL of `adminUrl`'s database for that login
 */
export async function provideLogin(adminUrl: string, password: string): Promise<string> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query(`select from pg_roles where rolname = 'debrief'`);
    // A new role is no superuser and bypasses nothing; to say so again takes a superuser, which Supabase's `postgres` is not.
    const verb = rowCount === 0 ? 'create' : 'alter';
    await client.query(
      `${verb} role debrief login noinherit nocreatedb nocreaterole password ${client.escapeLiteral(password)}`,
    );
    await client.query('grant debrief_app, debrief_system to debrief with inherit false, set true');
  } finally {
    await client.end();
  }
  const url = new URL(adminUrl);
  url.username = 'debrief';
  url.password = encodeURIComponent(password);
  return url.href;
}
