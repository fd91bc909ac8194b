import { Database } from '@debrief/infra';
import { MaskerCache } from '@debrief/ingestion';
import {
  conflict,
  DomainError,
  invalid,
  isUuid,
  type JsonObject,
  type JsonValue,
  notFound,
  parseJson,
  type Scope,
} from '@debrief/kernel';
import { ReplayService } from '@debrief/replay';
import { recordAudit } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { getRun } from '../runs/get-run';
import type { RegressionCase } from '../runs/regression.types';
import { updateCase } from '../runs/runs.queries';
import { buildCassette, requestKey } from './build-cassette';
import { countCalls, findAnswer, insertCall, insertCassette, lockAttempt, type OpenAttempt } from './cassette.queries';

/** What a replayed agent asks in place of a tool. */
export interface ToolCall {
  readonly toolName: string;
  /** Masked in place. */
  readonly arguments: JsonValue;
  /** The same id asks again for the same answer, which counts once: for clients that repeat a request. */
  readonly callId: string | null;
  /** Which run of the case asks; absent: the only one. */
  readonly resultTraceId?: string;
}

/** `hit` false: the recording has no such call, and nothing was made up. */
export interface ToolAnswer {
  readonly hit: boolean;
  readonly result: JsonValue;
  readonly error: JsonValue;
}

/** Calls that one run may ask: an agent in a loop must not fill the database. */
const maxCalls = 10_000;

/** Keeps what tools answered in recorded runs, and gives it again to replayed ones. */
@Injectable()
export class CassettesService {
  constructor(
    private readonly database: Database,
    private readonly replay: ReplayService,
    private readonly maskers: MaskerCache,
  ) {}

  /** Copies the recorded answers of a case: a later change of its run changes nothing. A run that is gone has none. */
  async freeze(scope: Scope, one: RegressionCase, projectId: string): Promise<void> {
    if (one.cassetteHash !== null) return;
    const cassette = buildCassette(await this.read(scope, one, projectId));
    await this.database.inWorkspace(scope, async (tx) => {
      await insertCassette(tx, cassette);
      await updateCase(tx, one.id, { cassetteHash: cassette.hash });
    });
  }

  /**
   * Answers a tool call of a replayed run: the n-th call of a request gets the n-th recorded answer. The call is masked as the recording
   * was, or a secret in it would never be found again.
   * @throws DomainError NOT_FOUND; CONFLICT when the run was judged; LIMITED past 10,000 calls; INVALID where several runs could ask
   */
  async answer(scope: Scope, runId: string, caseId: string, call: ToolCall): Promise<ToolAnswer> {
    const run = await this.database.inWorkspace(scope, async (tx) => (await getRun(tx, scope, runId)).run);
    const masker = await this.maskers.of(scope.workspaceId, run.projectId);
    const { tool_name: toolName, arguments: given } = masker.maskValue(toPayload(call)).value;
    const key = requestKey(String(toolName), given);
    return this.database.inWorkspace(scope, async (tx) => {
      const attempts = isUuid(caseId)
        ? await lockAttempt(tx, { runId, caseId, traceExternalId: call.resultTraceId })
        : [];
      const attempt = onlyOne(attempts, caseId);
      const { callId } = call;
      const { total, ofKey, repeated } = await countCalls(tx, attempt, { key, callId });
      if (repeated && repeated.key !== key) throw conflict('call_id was used for another call', 'idempotency_conflict');
      if (!repeated && total >= maxCalls)
        throw new DomainError('LIMITED', 'The run asked too often', { retryAfter: 3600 });
      const nth = repeated?.nth ?? ofKey + 1;
      const hash = attempt.cassetteHash;
      const found = hash === null ? undefined : await findAnswer(tx, { hash, key, nth });
      if (!repeated) {
        await insertCall(tx, attempt, { key, nth, callId, isHit: found !== undefined, place: total + 1 });
        await recordAudit(tx, scope, {
          action: 'regression_run.answer',
          targetType: 'regression_run',
          targetId: runId,
          projectId: run.projectId,
          details: { case_id: attempt.caseId, attempt: attempt.attempt, nth, hit: found !== undefined },
        });
      }
      return found
        ? { hit: true, result: parseJson(found.result), error: parseJson(found.error) }
        : { hit: false, result: null, error: null };
    });
  }

  private async read(scope: Scope, one: RegressionCase, projectId: string) {
    try {
      const trace = await this.replay.getTrace(scope, one.traceExternalId, projectId);
      return trace.id === one.traceId ? await this.replay.cassette(scope, trace) : [];
    } catch (error) {
      if (error instanceof DomainError && error.code === 'NOT_FOUND') return [];
      throw error;
    }
  }
}

/** As the recording's event has it: what is masked depends on the key that a value stands under. */
const toPayload = (call: ToolCall): JsonObject => ({ tool_name: call.toolName, arguments: call.arguments });

const onlyOne = (attempts: readonly OpenAttempt[], caseId: string): OpenAttempt => {
  const [attempt, another] = attempts;
  if (!attempt) throw notFound('case', caseId);
  if (another) throw invalid('result_trace_id', 'is required: the case is run several times');
  if (attempt.isOver) throw conflict('The run was judged already');
  return attempt;
};
