import type { Run, RunEvent } from '@debrief/analysis';
import type { JsonObject } from '@debrief/kernel';

/** A kind of run: what stands at its n-th place. Repeats with a period, so that a longer run is more of the same. */
export interface RunShape {
  readonly name: string;
  readonly goal: string;
  readonly eventAt: (index: number) => readonly [type: string, payload: JsonObject, agent?: string];
}

const words = 'account balance transfer reservation customer invoice payment ticket delivery address schedule report';
const text = (index: number, length: number): string => {
  const all = words.split(' ');
  let out = '';
  for (let word = 0; out.length < length; word += 1) out += `${all[(index + word * 7) % all.length]}-${index + word} `;
  return out;
};

const toolAgent: RunShape = {
  name: 'an agent with tools, 600 B an event',
  goal: 'Find the invoices of March and send a report to the customer, without a payment',
  eventAt: (index) => {
    const call_id = `call-${Math.floor(index / 4)}`;
    switch (index % 4) {
      case 0:
        return ['llm_call', { model: 'm', finish_reason: 'tool_calls' }];
      case 1:
        return ['tool_call', { tool_name: toolOf(index), arguments: { id: index, query: text(index, 500) }, call_id }];
      case 2:
        return ['tool_result', { call_id, ...answerAt(index) }];
      default:
        return ['agent_message', { content: text(index, 600) }];
    }
  },
};

/** A tool stays the same for some calls, so that streaks and repetitions are long. */
const toolOf = (index: number): string => ['search_invoices', 'get_customer', 'send_report'][(index >> 6) % 3] ?? '';

const answerAt = (index: number): JsonObject =>
  index % 20 === 2
    ? { result: null, error: `HTTP 503 for request req-${index}: service unavailable` }
    : { result: { status: 200, rows: text(index, 500) } };

const browserAgent: RunShape = {
  name: 'a browser agent, 2 KB a snapshot',
  goal: 'Book the Tuesday slot at nine in Berlin, stop before payment and do not subscribe',
  eventAt: (index) =>
    index % 3 === 0
      ? ['dom_snapshot', { visible_text: text(index, 2_000), selected_values: { day: 'Tuesday' }, warnings: [] }]
      : ['browser_action', { action: index % 3 === 1 ? 'scroll' : 'hover', target: text(index, 60), url: '/booking' }],
};

const team: RunShape = {
  name: 'a team of agents with code execution, 4 KB a result',
  goal: 'Compute the average age of the people in people.csv',
  eventAt: (index) => {
    const agent = `agent-${index % 5}`;
    switch (index % 5) {
      case 0:
        return ['state_change', { name: 'handoff', to_agent: `agent-${(index + 1) % 5}` }, agent];
      case 1:
        return ['agent_message', { content: text(index, 1_000) }, agent];
      case 2:
        return ['tool_call', { tool_name: 'python', arguments: text(index, 800), call_id: `c${index}` }, agent];
      case 3:
        return ['tool_result', { call_id: `c${index - 1}`, result: `exitcode: ${index % 2}\n${text(index, 4_000)}` }];
      default:
        return ['state_change', { name: 'decision', after: text(index, 300) }, agent];
    }
  },
};

/** Everything fails the same way: what repeats, storms and followed values cost at their worst. */
const storm: RunShape = {
  name: 'one call that fails for ever',
  goal: 'Cancel the booking',
  eventAt: (index) =>
    index % 2 === 0
      ? ['tool_call', { tool_name: 'cancel_booking', arguments: { id: 'reservation-AX12349' }, call_id: `c${index}` }]
      : ['tool_result', { call_id: `c${index - 1}`, error: 'Error: no booking reservation-AX12349' }],
};

export const runShapes: readonly RunShape[] = [toolAgent, browserAgent, team, storm];

export const shapedRun = ({ goal, eventAt }: RunShape, events: number): Run => ({
  goal,
  agent: 'bench',
  status: 'failed',
  httpRequests: [],
  events: Array.from({ length: events }, (_, seq) => toRunEvent(seq, eventAt(seq))),
});

const toRunEvent = (seq: number, [type, payload, agent]: ReturnType<RunShape['eventAt']>): RunEvent => ({
  seq,
  type,
  name: typeof payload['tool_name'] === 'string' ? payload['tool_name'] : null,
  agent: agent ?? null,
  level: payload['error'] === undefined ? 'default' : 'error',
  spanId: null,
  parentId: null,
  startedAt: seq * 1_000,
  durationMs: type === 'tool_result' ? 200 + (seq % 90) : null,
  model: type === 'llm_call' ? 'm' : null,
  inputTokens: type === 'llm_call' ? 900 : null,
  outputTokens: type === 'llm_call' ? 80 : null,
  costUsd: type === 'llm_call' ? 0.001 : null,
  payload,
  metadata: {},
});
