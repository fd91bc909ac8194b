import type { Client } from 'pg';

/** Tables of the product: every one of them belongs to a workspace. */
export const findTables = async (client: Client): Promise<string[]> => {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'debrief'::regnamespace and relkind in ('r', 'p') order by 1`,
  );
  return rows.map(({ name }) => name);
};

/** What is wrong with the isolation of workspaces, by the database's catalogue alone: `<object>: <problem>`, sorted. */
export const findProblems = async (client: Client): Promise<string[]> => {
  const problems: string[] = [];
  for (const check of checks)
    problems.push(...(await client.query<{ problem: string }>(check)).rows.map((row) => row.problem));
  return problems.sort();
};

const ownWorkspace = `(workspace_id = ( SELECT debrief.current_workspace() AS current_workspace))`;

const tables = `select oid, relname, relkind, relacl, relowner, relrowsecurity, relforcerowsecurity from pg_class
  where relnamespace = 'debrief'::regnamespace and relkind in ('r', 'p')`;
const workspaceColumn = (table: string) =>
  `(select attnum from pg_attribute where attrelid = ${table} and attname = 'workspace_id' and attnotnull)`;

const checks = [
  `select relname || ': row-level security is not enabled and forced' as problem from (${tables}) t where not (relrowsecurity and relforcerowsecurity)`,

  `select relname || ': workspace_id is missing or may be null' as problem from (${tables}) t where ${workspaceColumn('t.oid')} is null`,

  // Exactly these two: permissive policies are joined by OR, so one more could only open what these close.
  `select relname || ': policies are not those of scope_to_workspace' as problem from (${tables}) t
    where (select coalesce(jsonb_object_agg(polname, jsonb_build_array(polcmd, polroles::regrole[]::text[], pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))), '{}')
             from pg_policy where polrelid = t.oid)
       is distinct from jsonb_build_object(
         'in_workspace', jsonb_build_array('*', array['debrief_app'], '${ownWorkspace}', '${ownWorkspace}'),
         'as_system', jsonb_build_array('*', array['debrief_system'], 'true', 'true'))`,

  `select relname || ': ' || case grantee when 0 then 'public' else grantee::regrole::text end || ' may ' || lower(privilege_type) as problem
     from (${tables}) t, aclexplode(relacl)
    where grantee <> relowner
      and not (grantee in ('debrief_app'::regrole, 'debrief_system'::regrole) and privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'DELETE'))`,

  `select relname || ': belongs to ' || relowner::regrole as problem from pg_class
    where relnamespace in ('debrief'::regnamespace, 'debrief_partitions'::regnamespace)
      and (relowner in ('debrief_app'::regrole, 'debrief_system'::regrole)
           or exists (select from pg_auth_members where roleid in ('debrief_app'::regrole, 'debrief_system'::regrole)
                        and member = relowner and not (select rolsuper from pg_roles where oid = relowner)))`,

  `select t.relname || ': unique index ' || indexrelid::regclass || ' leaves out workspace_id' as problem
     from (${tables}) t join pg_index on indrelid = t.oid
    where indisunique and not coalesce(${workspaceColumn('t.oid')} = any(indkey), false)`,

  `select t.relname || ': foreign key ' || conname || ' leaves out workspace_id' as problem
     from (${tables}) t join pg_constraint c on conrelid = t.oid and contype = 'f'
    where not coalesce(confkey[array_position(conkey, ${workspaceColumn('t.oid')})] = ${workspaceColumn('c.confrelid')}, false)`,

  `select relname || ': a view that acts with its owner''s rights' as problem from pg_class
    where relnamespace = 'debrief'::regnamespace and (relkind = 'm' or relkind = 'v' and not 'security_invoker=true' = any(coalesce(reloptions, '{}')))`,

  `select proname || ': a function with its owner''s rights that debrief_app may call' as problem from pg_proc
    where pronamespace = 'debrief'::regnamespace and prosecdef and has_function_privilege('debrief_app', oid, 'execute')`,

  `select relname || ': partition without forced row-level security' as problem from pg_class
    where relnamespace = 'debrief_partitions'::regnamespace and relkind in ('r', 'p') and not (relrowsecurity and relforcerowsecurity)`,

  `select relname || ': partition on which ' || case grantee when 0 then 'public' else grantee::regrole::text end || ' may ' || lower(privilege_type) as problem
     from pg_class, aclexplode(relacl) where relnamespace = 'debrief_partitions'::regnamespace and relkind in ('r', 'p') and grantee <> relowner`,

  `select role || ': may enter debrief_partitions' as problem from unnest(array['debrief_app', 'debrief_system']) role
    where has_schema_privilege(role, 'debrief_partitions', 'usage')`,

  `select rolname || ': is more than an ordinary role' as problem from pg_roles
    where rolname in ('debrief_app', 'debrief_system') and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolcanlogin or rolinherit)`,

  `select pg_get_userbyid(member) || ': takes on rights of ' || roleid::regrole || ' without asking' as problem from pg_auth_members
    where roleid in ('debrief_app'::regrole, 'debrief_system'::regrole) and inherit_option`,
];
