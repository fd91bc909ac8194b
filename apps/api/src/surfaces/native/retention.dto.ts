import type { RetentionRequest, RetentionResult } from '@debrief/retention';
import { Flag, Text, Whole } from '../../http/fields';

/** Body of POST /internal/retention/run. */
export class RunRetentionBody {
  @Text({ max: 256, description: 'Id or slug of a project; absent: all projects of the workspace' })
  project_id?: string;
  @Whole({ min: 1, max: 1_000, default: 100, description: 'Traces removed at most' }) limit?: number;
  @Flag({ default: true, description: 'Count only, remove nothing' }) dry_run?: boolean;
}

export const toRetentionRequest = ({ project_id, limit, dry_run }: RunRetentionBody): RetentionRequest => ({
  project: project_id,
  limit: limit ?? 100,
  isDryRun: dry_run ?? true,
});

export const toRetentionResponse = ({ isDryRun }: RetentionRequest, result: RetentionResult) => ({
  dry_run: isDryRun,
  traces: result.traces,
  events: result.events,
  artifacts: result.artifacts,
  failed: result.failed.map(({ projectId, externalId }) => ({ project_id: projectId, trace_id: externalId })),
  has_more: result.hasMore,
});

export const retentionExample = {
  dry_run: false,
  traces: 12,
  events: 640,
  artifacts: 3,
  failed: [{ project_id: '0197f0a1-7c3e-7b52-9f4e-3f0c2a6d1b90', trace_id: 'sess_01JZ5YQ5W8' }],
  has_more: false,
};
