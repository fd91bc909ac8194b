import type { JsonObject, JsonValue } from '@debrief/kernel';
import { invalid } from '@debrief/kernel';
import type { ReplayTarget, ReplayTargetChange, ToolAnswer, ToolCall, Work } from '@debrief/regression';
import { Flag, OneOf, Text, Whole } from '../../http/fields';

/** Query of the cassette of a case that is run several times. */
export class ToolCallQuery {
  @Text({ max: 256, description: 'Which run of the case asks; needed when it is repeated' }) result_trace_id?: string;
}

export const toolCallSchema = {
  type: 'object',
  required: ['tool_name'],
  properties: {
    tool_name: { type: 'string', minLength: 1, maxLength: 256 },
    arguments: { description: 'As the tool gets them; absent: none' },
    call_id: {
      type: 'string',
      maxLength: 256,
      description: 'The same id asks again for the same answer, which counts once',
    },
  },
};

/** @throws DomainError INVALID */
export const toToolCall = (body: JsonObject, { result_trace_id }: ToolCallQuery): ToolCall => ({
  toolName: readText('tool_name', body['tool_name']) ?? missing('tool_name'),
  arguments: (body['arguments'] as JsonValue | undefined) ?? {},
  callId: readText('call_id', body['call_id']),
  resultTraceId: result_trace_id,
});

const readText = (field: string, value: JsonValue | undefined): string | null => {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' || value === '' || value.length > 256)
    throw invalid(field, 'must be a string of 1 to 256 characters');
  return value;
};

const missing = (field: string): never => {
  throw invalid(field, 'is required');
};

export const toToolAnswerResponse = ({ hit, result, error }: ToolAnswer) => ({ hit, result, error });

/** What a runner takes: the runs that are still to be recorded. */
export const toWorkResponse = (work: Work) => ({
  regression_run_id: work.regressionRunId,
  status: work.status,
  cases: work.cases.map((one) => ({
    case_id: one.caseId,
    trace_id: one.traceId,
    user_goal: one.userGoal,
    ref: one.ref,
    result_trace_id: one.resultTraceId,
    cassette_url: one.cassetteUrl,
    deadline: one.deadline.toISOString(),
  })),
});

/** Body of PUT /api/projects/{id}/replay-target. */
export class ReplayTargetBody {
  @OneOf(['webhook', 'pull'], { description: 'Needed for a new one' }) kind?: 'webhook' | 'pull';
  @Text({ max: 2_048, description: 'Of a webhook', example: 'https://agents.example.com/replay' }) url?: string;
  @Flag({ default: true }) enabled?: boolean;
  @Whole({ min: 30, max: 86_400, default: 1_800, description: 'How long a regression run waits for its runs' })
  deadline_seconds?: number;
}

export const toReplayTargetChange = (body: ReplayTargetBody): ReplayTargetChange => ({
  kind: body.kind,
  url: body.url,
  enabled: body.enabled,
  deadlineSeconds: body.deadline_seconds,
});

export const toReplayTargetResponse = (target: ReplayTarget) => ({
  project_id: target.projectId,
  kind: target.kind,
  url: target.url,
  enabled: target.enabled,
  deadline_seconds: target.deadlineSeconds,
  created_at: target.createdAt.toISOString(),
  updated_at: target.updatedAt.toISOString(),
});

export const toolAnswerExample = { hit: true, result: ['Tuesday 10:00'], error: null };
export const workExample = {
  regression_run_id: '0197c1de-9999-7c3d-9e1f-2a3b4c5d6e7f',
  status: 'running',
  cases: [
    {
      case_id: '0197c1de-8888-7c3d-9e1f-2a3b4c5d6e7f',
      trace_id: 'sess_01JZ5YQ5W8',
      user_goal: 'Book Tuesday',
      ref: 'debrief/fix-1',
      result_trace_id: 'sess_01JZ5YR0AA',
      cassette_url:
        'https://debrief.example.com/api/regression-runs/0197c1de-9999-7c3d-9e1f-2a3b4c5d6e7f/cases/0197c1de-8888-7c3d-9e1f-2a3b4c5d6e7f/tool-calls?result_trace_id=sess_01JZ5YR0AA',
      deadline: '2026-01-01T12:30:00.000Z',
    },
  ],
};
export const replayTargetExample = {
  project_id: '0197c1de-6a7b-7c3d-9e1f-2a3b4c5d6e7f',
  kind: 'webhook',
  url: 'https://agents.example.com/replay',
  enabled: true,
  deadline_seconds: 1_800,
  created_at: '2026-01-01T12:00:00.000Z',
  updated_at: '2026-01-01T12:00:00.000Z',
};
