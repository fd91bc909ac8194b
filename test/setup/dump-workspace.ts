import type { Client } from 'pg';

/** Every row of a workspace in every table, as text: for a test that looks for what must be nowhere. @param admin a superuser */
export const dumpWorkspace = async (admin: Client, workspaceId: string): Promise<string[]> => {
  const { rows: tables } = await admin.query<{ name: string }>(
    `select table_name as name from information_schema.columns where table_schema = 'debrief' and column_name = 'workspace_id'`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await admin.query<{ row: string }>(
      `select t::text as row from debrief.${name} t where workspace_id = $1`,
      [workspaceId],
    );
    texts.push(...rows.map(({ row }) => `${name}: ${row}`));
  }
  return texts;
};
