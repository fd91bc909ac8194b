import { int4Array, type QueryConfig, textArray, uuidArray } from '@debrief/infra';
import { isJsonObject, type JsonValue, toColumnText } from '@debrief/kernel';
import type { FoldedTrace } from './fold/fold-trace';

export interface TraceTelling {
  /** Internal id. */
  readonly traceId: string;
  readonly folded: FoldedTrace;
}

const texts = ['level', 'statusMessage', 'gitCommitSha', 'gitBranch', 'gitRepoUrl'] as const;
const ofNative = ['name', 'userId', 'release', 'version', 'environment', 'sessionId'] as const;

/**
 * Writes what clients say of traces that no span can say. Of a native trace also its name and the like, which otherwise stay what they were
 * first: here somebody changes them.
 */
export const updateToldTracesStatement = (tellings: readonly TraceTelling[]): QueryConfig => {
  const column = (pick: (telling: TraceTelling) => string | null): Buffer => textArray(tellings.map(pick));
  const text = (field: string): Buffer => column(({ folded }) => toText(folded.fields[field]));
  const json = (field: string): Buffer => column(({ folded }) => toJson(folded.fields[field]));
  const flag = (field: string): Buffer =>
    int4Array(tellings.map(({ folded }) => (folded.fields[field] === true ? 1 : 0)));
  return {
    name: 'entities-told',
    text: `update trace t
              set public = k.public = 1, bookmarked = k.bookmarked = 1, input = k.input::json, output = k.output::json,
                  experiment = k.experiment::json, level = k.level, status_message = k.status_message, git_commit_sha = k.git_commit_sha,
                  git_branch = k.git_branch, git_repo_url = k.git_repo_url,
                  ${['name', 'user_id', 'release', 'version', 'environment', 'session_id'].map(
                    (name) =>
                      `${name} = case when t.surface = 'native' then coalesce(k.${name}, t.${name}) else t.${name} end`,
                  )}
             from unnest($1::uuid[], $2::int4[], $3::int4[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
                         $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[])
                  as k(id, public, bookmarked, input, output, experiment, level, status_message, git_commit_sha, git_branch, git_repo_url,
                       name, user_id, release, version, environment, session_id)
            where t.workspace_id = (select current_workspace()) and t.id = k.id`,
    values: [
      uuidArray(tellings.map(({ traceId }) => traceId)),
      flag('public'),
      flag('bookmarked'),
      json('input'),
      json('output'),
      column(({ folded: { fields } }) =>
        isJsonObject(fields['experiment']) ? JSON.stringify(fields['experiment']) : null,
      ),
      ...texts.map(text),
      ...ofNative.map(text),
    ],
  };
};

const toText = (value: JsonValue | undefined): string | null =>
  typeof value === 'string' ? toColumnText(value) : null;
const toJson = (value: JsonValue | undefined): string | null =>
  value === undefined || value === null ? null : JSON.stringify(value);
