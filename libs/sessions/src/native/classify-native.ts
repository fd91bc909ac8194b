import { isJsonObject, type JsonValue } from '@debrief/kernel';
import { explicitType } from '../mapping/explicit-type';
import { failureOf, textOf } from '../mapping/read-value';
import type { SessionEventType } from '../session-event';
import type { NativeEntry } from './native-record';

export interface NativeKind {
  readonly type: SessionEventType;
  readonly decisionKind: string | null;
}

type Facts = Pick<NativeEntry, 'type' | 'name' | 'payload' | 'metadata'>;

/** What a native event is in a session: its own word, else the first row of sessions.md §3 that fits. */
export const classifyNative = (entry: Facts): NativeKind => {
  const type = explicitType(entry.metadata['eventType']) ?? typeOf(entry);
  return { type, decisionKind: decisionKindOf(type, entry) };
};

const types: Readonly<Record<string, SessionEventType>> = {
  llm_call: 'llm_call',
  tool_call: 'tool_call',
  browser_action: 'tool_call',
  retrieval: 'tool_call',
  tool_result: 'tool_result',
  goal_check: 'decision',
  error: 'error',
  agent_message: 'response',
};

const typeOf = (entry: Facts): SessionEventType => {
  const { type, payload } = entry;
  if (type === 'state_change') return stateTypeOf(entry);
  if (type === 'score' && textOf(payload['source'])?.toLowerCase() === 'guardrail') return 'guardrail_eval';
  if (type === 'session_end' && failureOf(payload) !== null) return 'error';
  return types[type] ?? 'state_change';
};

const handoffs: ReadonlySet<string> = new Set(['handoff', 'transfer', 'agent_handoff']);
const decisions: ReadonlySet<string> = new Set(['decision', 'route', 'routing', 'plan']);

const stateTypeOf = ({ name, payload, metadata }: Facts): SessionEventType => {
  const word = name?.toLowerCase() ?? '';
  if (handoffs.has(word) || namesTarget(payload) || namesTarget(payload['after'])) return 'handoff';
  if (word.startsWith('guardrail')) return 'guardrail_eval';
  const isKind = textOf(payload['decision_kind']) !== null || textOf(metadata['decisionKind']) !== null;
  return decisions.has(word) || isKind ? 'decision' : 'state_change';
};

const namesTarget = (value: JsonValue | undefined): boolean =>
  isJsonObject(value) && textOf(value['to_agent']) !== null;

const decisionKindOf = (type: SessionEventType, { type: recordType, name, payload, metadata }: Facts) => {
  if (type === 'handoff') return 'handoff';
  if (type !== 'decision') return null;
  const given = textOf(metadata['decisionKind']) ?? textOf(payload['decision_kind']);
  return given ?? (recordType === 'goal_check' ? 'completion' : name);
};
