import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { makeEvent, type SentEvent } from '../factories/event';
import { type AppendAnswer, NativeClient } from '../factories/native-client';

/** What a run must hold in the end, by what its clients were told. */
export interface Acknowledged {
  readonly traceId: string;
  readonly events: Map<number, SentEvent>;
}

/** Sends batch after batch, each until it is acknowledged, to whichever api answers; now and then one again that was acknowledged. */
export class RetryingAgent {
  /** Requests that got no answer or a passing one: without any, nothing was tested. */
  failures = 0;
  private seq: number;

  /** @param lane,lanes several agents share a trace: each takes every `lanes`-th seq */
  constructor(
    private readonly urls: readonly string[],
    private readonly apiKey: string,
    private readonly run: Acknowledged,
    private readonly lane: number,
    private readonly lanes: number,
  ) {
    this.seq = lane;
  }

  async work(isOver: () => boolean): Promise<void> {
    let last: SentEvent[] = [];
    while (!isOver()) {
      const batch = this.nextBatch();
      await this.deliver(batch);
      if (randomInt(10) === 0) await this.deliver([...last, ...batch]);
      last = batch;
      await delay(randomInt(10));
    }
  }

  private nextBatch(): SentEvent[] {
    return Array.from({ length: 1 + randomInt(25) }, () => {
      const { traceId } = this.run;
      const seq = this.seq;
      this.seq += this.lanes;
      if (seq % 7 === 3) {
        return makeEvent(traceId, seq, {
          type: 'llm_call',
          payload: { model: 'm', input_tokens: seq % 100, output_tokens: 3, cost_usd: (seq % 10) / 1000 },
        });
      }
      return seq % 50 === 49
        ? makeEvent(traceId, seq, { type: 'error', payload: { message: 'x' } })
        : makeEvent(traceId, seq);
    });
  }

  private async deliver(events: readonly SentEvent[]): Promise<void> {
    const started = makeEvent(this.run.traceId, 0, {
      type: 'state_change',
      payload: { name: 'session_started', after: { agent: 'load' } },
    });
    // Seq 0 is sent by everybody who meets an unknown trace: it is the same event, and it makes the trace.
    const batch = [started, ...events.filter(({ seq }) => seq !== 0)];
    for (;;) {
      const answer = await this.post(batch);
      if (answer) {
        if (answer.accepted !== batch.length) throw new Error(`not all accepted: ${JSON.stringify(answer)}`);
        for (const event of batch) this.run.events.set(event.seq, event);
        return;
      }
      this.failures += 1;
      await delay(50 + randomInt(250));
    }
  }

  /** @returns undefined when a retry makes sense */
  private async post(events: readonly SentEvent[]): Promise<AppendAnswer | undefined> {
    const url = this.urls[randomInt(this.urls.length)] as string;
    const answer = await new NativeClient(url, this.apiKey).append(this.run.traceId, events).catch(() => undefined);
    if (!answer || answer.status === 429 || answer.status >= 500) return undefined;
    if (answer.status !== 200) throw new Error(`agent ${this.lane}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
}
