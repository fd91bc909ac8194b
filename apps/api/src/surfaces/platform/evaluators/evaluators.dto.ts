import type {
  Evaluator,
  EvaluatorFilters,
  EvaluatorJob,
  EvaluatorPatch,
  NewEvaluator,
  RequestedEvaluation,
} from '@debrief/evaluation';
import type { JsonObject, JsonValue } from '@debrief/kernel';
import { AnyJson, Decimal, Flag, JsonField, Text } from '../../../http/fields';
import { V1PageQuery } from '../v1/page.dto';

const types =
  '`exact_match`, `contains`, `regex`, `json_schema`, `levenshtein` (`SIMILARITY`), `numeric_tolerance`, `detector`, `llm_judge` ' +
  '(`LLM_AS_JUDGE`, `llm`), in any case; `rule`, `RULE_BASED` and `CUSTOM` say which of the first seven in `config.kind`';
const nameField = { max: 256 };
const configDescription =
  'What its type asks for. All but `detector` and `llm_judge` read `target`: `output` (default), `input`, `metadata` or a path into them, ' +
  'e.g. `output.items[0].name`';
const variablesDescription =
  'Of `llm_judge`: the names that the template uses, or name → path, e.g. `{"question": "input.question"}`';
const categoriesDescription = 'Of CATEGORICAL: names, or objects with a `label`';
const failBelowDescription = 'A number under it, or false, is a detection `evaluator:<scoreName>` of the run';
const filterField = {
  description:
    'Which settled runs an enabled evaluator looks at: lists `names`, `models`, `tags`, `environments`; with `observationTypes` it looks at ' +
    'each observation of these types instead of the run',
  example: { environments: ['production'] },
};

/** Body of POST /v1/evaluators. */
export class NewEvaluatorBody {
  @Text({ ...nameField, required: true, description: 'Unique in the project' }) name: string;
  @Text({ max: 4_000, multiline: true }) description?: string;
  @Text({ ...nameField, description: 'Name of the scores; absent: the name' }) scoreName?: string;
  @Text({ max: 64, description: types }) type?: string;
  @Text({ max: 64, description: 'A template whose type and config hold where nothing is given' }) templateId?: string;
  @JsonField({ description: configDescription, example: { pattern: '^\\d+$', target: 'output' } }) config?: JsonObject;
  @Text({
    max: 100_000,
    multiline: true,
    description: 'Of `llm_judge`: `{{input}}`, `{{output}}`, `{{expected_output}}`, `{{metadata}}`, `{{context}}`',
  })
  promptTemplate?: string;
  @AnyJson({ description: variablesDescription }) variables?: JsonValue;
  @JsonField(filterField) targetFilter?: JsonObject;
  @Decimal({ min: 0, max: 1, default: 1, description: 'Of the runs that settle' }) samplingRate?: number;
  @Text({ max: 16, description: 'NUMERIC, BOOLEAN or CATEGORICAL: of `llm_judge`; of others it follows from the type' })
  scoreDataType?: string;
  @AnyJson({ description: categoriesDescription }) scoreCategories?: JsonValue;
  @Flag({ default: true, description: 'Whether it looks at settled runs by itself' }) enabled?: boolean;
  @Decimal({ description: failBelowDescription }) failBelow?: number;
  @Text({ max: 256 }) projectId?: string;
}

export const toNewEvaluator = ({ projectId: _, ...body }: NewEvaluatorBody): NewEvaluator => body;

/** Body of PATCH /v1/evaluators/{id}: what is absent stays, null is as if it had never been given. */
export class EvaluatorPatchBody {
  @Text(nameField) name?: string;
  @Text({ max: 4_000, multiline: true, nullable: true }) description?: string | null;
  @Text({ ...nameField, nullable: true }) scoreName?: string | null;
  @Text({ max: 64, description: types }) type?: string;
  @JsonField({ description: `${configDescription}. Takes the place of the one before` }) config?: JsonObject;
  @Text({ max: 100_000, multiline: true, nullable: true }) promptTemplate?: string | null;
  @AnyJson({ nullable: true, description: variablesDescription }) variables?: JsonValue;
  @JsonField({ ...filterField, nullable: true }) targetFilter?: JsonObject | null;
  @Decimal({ min: 0, max: 1, nullable: true }) samplingRate?: number | null;
  @Text({ max: 16, nullable: true }) scoreDataType?: string | null;
  @AnyJson({ nullable: true, description: categoriesDescription }) scoreCategories?: JsonValue;
  @Flag({ nullable: true }) enabled?: boolean | null;
  @Decimal({ nullable: true, description: failBelowDescription }) failBelow?: number | null;
  @Text({ max: 256 }) projectId?: string;
}

export const toEvaluatorPatch = ({ projectId: _, ...body }: EvaluatorPatchBody): EvaluatorPatch => body;

export class EvaluatorsQuery extends V1PageQuery {
  @Text({ max: 64, description: types }) type?: string;
  @Text({ ...nameField, description: 'Exact' }) name?: string;
  @Flag() enabled?: boolean;
}

export const toEvaluatorFilters = ({ type, name, enabled }: EvaluatorsQuery): EvaluatorFilters => ({
  type,
  name,
  enabled,
});

/** Body of POST /v1/evaluators/{id}/execute: one of traceId and datasetRunId. */
export class ExecuteBody {
  @Text({ max: 256 }) traceId?: string;
  @Text({ max: 256, description: 'Of the trace' }) observationId?: string;
  @Text({ max: 256, description: 'Its cases are evaluated one by one' }) datasetRunId?: string;
  @Flag({ default: false, description: 'Also where this version has looked at it before' }) force?: boolean;
  @Text({ max: 256 }) projectId?: string;
}

export const toEvaluatorResponse = (evaluator: Evaluator) => {
  const { definition } = evaluator;
  return {
    id: evaluator.id,
    projectId: evaluator.projectId,
    name: evaluator.name,
    description: evaluator.description,
    version: evaluator.version,
    type: definition.type,
    scoreName: definition.scoreName,
    scoreDataType: definition.scoreDataType,
    scoreCategories: definition.scoreCategories,
    config: definition.config,
    promptTemplate: definition.promptTemplate,
    variables: definition.variables,
    targetFilter: evaluator.targetFilter,
    samplingRate: evaluator.samplingRate,
    enabled: evaluator.enabled,
    failBelow: definition.failBelow,
    templateId: evaluator.templateId,
    createdAt: evaluator.createdAt,
    updatedAt: evaluator.updatedAt,
  };
};

const messages = {
  pending: 'The evaluation waits for a worker',
  skipped: 'This version of the evaluator has a job for it already; with force it is done again',
};

export const toExecuteResponse = ({ jobId, status }: RequestedEvaluation) => ({
  jobId,
  status,
  message: messages[status],
});

export const toJobResponse = ({ target, ...job }: EvaluatorJob) => ({
  id: job.id,
  projectId: job.projectId,
  evaluatorId: job.evaluatorId,
  evaluatorVersion: job.evaluatorVersion,
  ...target,
  status: job.status,
  result: job.result,
  error: job.error,
  attempts: job.attempts,
  model: job.model,
  tokens: { input: job.inputTokens, output: job.outputTokens, total: job.inputTokens + job.outputTokens },
  cost: job.costUsd,
  createdAt: job.createdAt,
  startedAt: job.startedAt,
  finishedAt: job.finishedAt,
});
