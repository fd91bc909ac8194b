import { detectorSet } from '@debrief/analysis';
import type { Page } from '@debrief/infra';
import { invalid } from '@debrief/kernel';
import {
  type Candidate,
  type RegressionRunDetails,
  type StartRegression,
  toRegressionRunResponse,
} from '@debrief/regression';
import { JsonField, Objects, Text, Texts, Uuid, Whole } from '../../http/fields';
import { maxWaitSeconds } from './fix-runs.dto';

const maxCandidates = 250;
const maxRepeats = 5;
const candidateSchema = {
  type: 'object',
  required: ['case_trace_id', 'trace_id'],
  properties: { case_trace_id: { type: 'string', maxLength: 256 }, trace_id: { type: 'string', maxLength: 256 } },
};

/** Body of POST /api/regression-runs/{id}/candidates. */
export class CandidatesBody {
  @Objects({
    required: true,
    maxItems: maxCandidates,
    item: candidateSchema,
    description: 'Recorded runs after the change, five at most for a case',
    example: [{ case_trace_id: 'sess_01JZ5YQ5W8', trace_id: 'sess_01JZ5YR0AA' }],
  })
  candidates: Record<string, unknown>[];
}

/** Body of POST /api/incidents/{id}/regression-runs. */
export class StartRegressionBody {
  @Text({ max: 2_048, description: "The pull request that is tried; default: the incident's" }) pr_url?: string;
  @Uuid({ description: 'The fix run that made the change' }) fix_run_id?: string;
  @Texts({ max: 256, maxItems: 50, description: 'Runs of the incident; default: the newest' }) trace_ids?: string[];
  @Objects({ maxItems: maxCandidates, item: candidateSchema, description: 'Recorded runs after the change' })
  candidates?: Record<string, unknown>[];
  @JsonField({
    description: '`ref`: what the replay target is to run; `repeats`: how often, 1–5 (1)',
    example: { ref: 'debrief/fix-1', repeats: 1 },
  })
  replay?: Record<string, unknown>;
  @Whole({ min: 1, max: 50, default: 20 }) max_cases?: number;
  @Whole({ min: 0, max: maxWaitSeconds, default: 25, description: 'Also `Prefer: wait=n`' }) wait_seconds?: number;
}

/** @throws DomainError INVALID */
export const toStartRegression = (body: StartRegressionBody): StartRegression => ({
  prUrl: body.pr_url === undefined ? undefined : readHttpsUrl('pr_url', body.pr_url),
  fixRunId: body.fix_run_id,
  traceIds: body.trace_ids,
  candidates: body.candidates && toCandidates(body.candidates),
  replay: body.replay && readReplay(body.replay),
  maxCases: body.max_cases,
});

/** @throws DomainError INVALID */
export const toCandidates = (items: readonly Record<string, unknown>[]): Candidate[] =>
  items.map((item, index) => ({
    caseTraceId: readId(`candidates.${index}.case_trace_id`, item['case_trace_id']),
    traceId: readId(`candidates.${index}.trace_id`, item['trace_id']),
  }));

const readId = (field: string, value: unknown): string => {
  if (typeof value !== 'string' || value === '' || value.length > 256)
    throw invalid(field, 'must be a string of 1 to 256 characters');
  return value;
};

const readReplay = ({ ref, repeats }: Record<string, unknown>): StartRegression['replay'] => {
  if (ref != null && (typeof ref !== 'string' || ref === '' || ref.length > 255))
    throw invalid('replay.ref', 'must be a string of 1 to 255 characters');
  if (repeats != null && !(Number.isInteger(repeats) && Number(repeats) >= 1 && Number(repeats) <= maxRepeats))
    throw invalid('replay.repeats', `must be a whole number from 1 to ${maxRepeats}`);
  return { ref: (ref as string | null) ?? undefined, repeats: (repeats as number | null) ?? undefined };
};

const readHttpsUrl = (field: string, value: string): string => {
  if (!URL.canParse(value) || new URL(value).protocol !== 'https:') throw invalid(field, 'must be an https URL');
  return value;
};

export const pollPath = ({ run }: RegressionRunDetails): string => `/api/regression-runs/${run.id}`;

export const toStartedResponse = (details: RegressionRunDetails) => ({
  regression_run: toRegressionRunResponse(details),
  fallback: details.run.fallbackReason !== null,
});

export const toRegressionRunsResponse = ({ items, nextCursor }: Page<RegressionRunDetails>) => ({
  regression_runs: items.map(toRegressionRunResponse),
  next_cursor: nextCursor,
});

const caseExample = {
  case_id: '0197c1de-8888-7c3d-9e1f-2a3b4c5d6e7f',
  trace_id: 'sess_01JZ5YQ5W8',
  before: 'fail',
  after: 'pass',
  after_trace_ids: ['sess_01JZ5YR0AA'],
  reason: 'completed',
  cassette: { hits: 3, misses: 0 },
  first_divergence: {
    kind: 'changed',
    commonSteps: 4,
    before: { seq: 9, type: 'browser_action', name: 'submit', arguments: '{"target":"Confirm"}', result: null },
    after: { seq: 9, type: 'browser_action', name: 'click', arguments: '{"target":"Tuesday"}', result: null },
  },
};

export const regressionRunExample = {
  id: '0197c1de-9999-7c3d-9e1f-2a3b4c5d6e7f',
  incident_id: '0197c1de-3333-7c3d-9e1f-2a3b4c5d6e7f',
  status: 'completed',
  verdict: 'fixed',
  pr_url: 'https://github.com/acme/agents/pull/7',
  fix_run_id: '0197c1de-4444-7c3d-9e1f-2a3b4c5d6e7f',
  before_pass: 0,
  before_fail: 12,
  after_pass: 12,
  after_fail: 0,
  cases: [caseExample],
  new_labels: [],
  p_value: 0.000_488,
  interval: { low: -1, high: -0.662 },
  raw_results_json: JSON.stringify([caseExample]),
  user_confirm_count: 0,
  detector_set: detectorSet,
  fallback: false,
  fallback_reason: null,
  created_at: '2026-01-01T12:00:00.000Z',
  completed_at: '2026-01-01T12:01:40.000Z',
};
export const startedExample = { regression_run: regressionRunExample, fallback: false };
export const pendingExample = {
  regression_run: { ...regressionRunExample, status: 'running', verdict: null, completed_at: null },
  fallback: false,
  poll: `/api/regression-runs/${regressionRunExample.id}`,
};
export const regressionRunsExample = { regression_runs: [regressionRunExample], next_cursor: null };
