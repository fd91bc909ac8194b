import type { WorkspaceTx } from '@debrief/infra';
import { isUuid, type JsonText } from '@debrief/kernel';
import { type RawBuilder, sql, type SqlBool } from 'kysely';
import type { Prompt } from '../prompt.types';

type PromptRow = Omit<Prompt, 'labels'> & { readonly labels: JsonText };

const toPrompt = ({ labels, ...row }: PromptRow): Prompt => ({
  ...row,
  labels: new Map(Object.entries(JSON.parse(labels) as Record<string, number>)),
});

/** Prompts `p` that pass, with their numbers and labels. @param rest order and limit */
export const selectPrompts = async (
  tx: WorkspaceTx,
  test: RawBuilder<SqlBool>,
  rest: RawBuilder<unknown>,
): Promise<Prompt[]> => {
  const { rows } = await sql<PromptRow>`
    select p.id, p.project_id, p.name, p.type, p.description, p.tags, p.created_at, p.updated_at,
           array(select v.version from prompt_version v where v.prompt_id = p.id order by v.version) as versions,
           coalesce((select json_object_agg(l.label, l.version) from prompt_label l where l.prompt_id = p.id), '{}') as labels
      from prompt p
     where ${test} ${rest}`.execute(tx);
  return rows.map(toPrompt);
};

export const findPromptByName = async (tx: WorkspaceTx, projectId: string, name: string): Promise<Prompt | undefined> =>
  (await selectPrompts(tx, sql`p.project_id = ${projectId}::uuid and p.name = ${name}`, sql``))[0];

/** By its name, or else by its id. */
export const findPrompt = async (tx: WorkspaceTx, projectId: string, name: string): Promise<Prompt | undefined> => {
  if (!isUuid(name)) return findPromptByName(tx, projectId, name);
  const test = sql<SqlBool>`p.project_id = ${projectId}::uuid and (p.name = ${name} or p.id = ${name}::uuid)`;
  return (await selectPrompts(tx, test, sql`order by p.name = ${name} desc limit 1`))[0];
};

export interface PromptRecord {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly type: string;
  readonly description: string | null;
  readonly tags: readonly string[];
}

export const insertPrompt = async (tx: WorkspaceTx, prompt: PromptRecord): Promise<void> => {
  await tx
    .insertInto('prompt')
    .values({ ...prompt, tags: [...prompt.tags] })
    .execute();
};

/** Also without a change of its own: a version or a label of it is another. */
export const updatePrompt = async (
  tx: WorkspaceTx,
  id: string,
  change: { readonly description?: string | null; readonly tags?: readonly string[] } = {},
): Promise<void> => {
  const { description, tags } = change;
  await tx
    .updateTable('prompt')
    .set({ description, tags: tags && [...tags], updatedAt: new Date() })
    .where('id', '=', id)
    .execute();
};

/** With all that is of it. */
export const deletePrompt = async (tx: WorkspaceTx, id: string): Promise<void> => {
  await tx.deleteFrom('prompt').where('id', '=', id).execute();
};

/** Whether an id is one of a prompt of the project, or of a version of one. */
export const hasPromptOrVersion = async (tx: WorkspaceTx, projectId: string, id: string): Promise<boolean> => {
  if (!isUuid(id)) return false;
  const { rows } = await sql`
    select from prompt p
     where p.project_id = ${projectId}
       and (p.id = ${id}::uuid or p.id = (select v.prompt_id from prompt_version v where v.id = ${id}::uuid))`.execute(
    tx,
  );
  return rows.length > 0;
};
