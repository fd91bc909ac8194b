import { type Config, CONFIG, Database, enqueue, OutboundClient } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { signMessage } from '@debrief/webhooks';
import { Inject, Injectable } from '@nestjs/common';
import type { RegressionRunDetails } from '../runs/regression.types';
import { type AttemptKey, updateAttempt } from '../runs/runs.queries';
import { decideSend, type SendResult } from './decide-send';
import { type OpenWebhook, ReplayTargetService } from './replay-target.service';
import { type ReplayTask, toTasks } from './replay-work.service';
import { claimSends, findNextSend, giveUpSend, noteBegun } from './sends.queries';

const timeoutMs = 10_000;
/** An answer's body is not read: its status says all. */
const maxBytes = 0;

/** Tells a replay target's webhook what to run: one signed message a run (Standard Webhooks), the same id at each try. */
@Injectable()
export class ReplaySender {
  constructor(
    private readonly database: Database,
    private readonly targets: ReplayTargetService,
    private readonly outbound: OutboundClient,
    @Inject(CONFIG) private readonly config: Pick<Config, 'http'>,
  ) {}

  /** Sends what is due. @param details with the result traces open */
  async send(scope: Scope, details: RegressionRunDetails, now: Date): Promise<void> {
    const { run } = details;
    if (run.replayKind !== 'webhook') return;
    const due = await this.database.inWorkspace(scope, async (tx) => {
      await noteBegun(tx, run.id, now);
      return claimSends(tx, run.id, now);
    });
    if (due.length === 0) return;
    const webhook = await this.targets.openWebhook(scope, run.projectId);
    const tasks = new Map(toTasks(details, this.config.http.publicUrl).map((task) => [task.resultTraceId, task]));
    for (const attempt of due) {
      const task = tasks.get(attempt.traceExternalId);
      const result = webhook && task ? await this.post(webhook, run.id, task, now) : noTarget;
      await this.note(scope, attempt, result, now);
    }
    await this.database.inWorkspace(scope, async (tx) => {
      const runAt = await findNextSend(tx, run.id);
      if (runAt) await enqueue(tx, 'regression.run', { regressionRunId: run.id }, { runAt });
    });
  }

  private post(
    { url, secret, allowedHosts }: OpenWebhook,
    runId: string,
    task: ReplayTask,
    now: Date,
  ): Promise<SendResult> {
    const id = `msg_${task.resultTraceId}`;
    const body = JSON.stringify(toMessage(runId, task, now));
    const headers = { 'content-type': 'application/json', ...signMessage([secret], { id, body, sentAt: now }) };
    return this.outbound.request(url, { method: 'POST', headers, body, timeoutMs, maxBytes, allowedHosts });
  }

  private async note(
    scope: Scope,
    attempt: AttemptKey & { readonly sends: number },
    result: SendResult,
    now: Date,
  ): Promise<void> {
    const decision = decideSend(result, attempt.sends);
    await this.database.inWorkspace(scope, async (tx) => {
      switch (decision.kind) {
        case 'sent':
          return updateAttempt(tx, attempt, { sendAt: null, sentAt: now, sendProblem: null });
        case 'again': {
          const sendAt = new Date(now.getTime() + decision.afterSeconds * 1_000);
          return updateAttempt(tx, attempt, { sendAt, sendProblem: decision.problem });
        }
        case 'given_up':
          return giveUpSend(tx, attempt, decision.problem);
      }
    });
  }
}

const noTarget = { kind: 'refused', reason: 'no_target' } as const;

const toMessage = (runId: string, task: ReplayTask, now: Date) => ({
  type: 'regression.case',
  timestamp: now.toISOString(),
  data: {
    regression_run_id: runId,
    case_id: task.caseId,
    trace_id: task.traceId,
    user_goal: task.userGoal,
    ref: task.ref,
    result_trace_id: task.resultTraceId,
    cassette_url: task.cassetteUrl,
    deadline: task.deadline.toISOString(),
  },
});
