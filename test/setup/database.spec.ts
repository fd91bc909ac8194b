import { Client } from 'pg';
import { openTestDatabase, type TestDatabase } from './database';
import { describeWithRedis } from './redis';
import { connect } from 'node:net';
import { once } from 'node:events';

describe('the database of a suite', () => {
  let database: TestDatabase;
  let client: Client;

  beforeAll(async () => {
    database = await openTestDatabase();
    client = new Client({ connectionString: database.databaseUrl });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.close();
  });

  it('is migrated', async () => {
    const { rows } = await client.query(`select to_regnamespace('debrief') is not null as migrated`);
    expect(rows).toEqual([{ migrated: true }]);
  });

  it('is entered by a login that may only become the two roles of the product', async () => {
    const { rows } = await client.query(
      `select rolsuper, rolbypassrls, rolinherit, rolcreaterole,
              array(select roleid::regrole::text from pg_auth_members where member = r.oid and set_option and not inherit_option order by 1) as roles
       from pg_roles r where rolname = current_user`,
    );
    expect(rows).toEqual([
      {
        rolsuper: false,
        rolbypassrls: false,
        rolinherit: false,
        rolcreaterole: false,
        roles: ['debrief_app', 'debrief_system'],
      },
    ]);
  });

  it('is not shared with another suite', async () => {
    const other = await openTestDatabase();
    expect(new URL(other.databaseUrl).pathname).not.toBe(new URL(database.databaseUrl).pathname);
    await other.close();
  });
});

describeWithRedis('the Redis of a run', (url) => {
  it('answers', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('PING\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(answer.toString()).toBe('+PONG\r\n');
  });
});
