import { isJsonObject, type JsonValue } from '@debrief/kernel';
import { isSearch } from '../run/failures';
import type { IndexedRun } from '../run/index-run';
import type { ToolCall } from '../run/tool-call';
import type { RunEvent } from '../run/run';
import { detector, type Finding } from './detector';

const claimsFound = /\b(?:found|here (?:are|is)|retrieved|located|there (?:are|is) (?:\d+|several|some|many))\b/i;
const claimsDone = /\b(?:success(?:ful(?:ly)?)?|(?:has|have) been \w{3,20}ed|is (?:done|complete)|completed)\b/i;
const denies =
  /\b(?:no|not|none|nothing|empty|any|unable|unfortunately|however|but|fail(?:s|ed|ure)?|error|sorry|cannot|without|instead|again|apolog\w*)\b|n't\b/i;
const saysNothing =
  /^(?:no (?:\w+ ){1,3}(?:were |was )?found\b|not found\b|none found\b|0 results\b|no results\b|no matches\b)/i;
/** Where an agent says what it makes of a result. */
const looked = 1_000;

/**
 * What the agent says right after a result is not what the result says: success of what failed or answered `false`, findings of a look that found
 * nothing, another number under a field's name. Confidence 0.8, 0.7 and 0.6.
 */
export const contradictedByToolResult = detector({
  label: 'contradicted_by_tool_result',
  version: '1',
  tier: 'symptom',
  severity: 'high',
  mast: '2.6 Reasoning-action mismatch',
  trail: 'Tool Output Misinterpretation',
  thresholds: {},
  missing: (run) => (run.finalAnswer && run.calls.some(({ result }) => result) ? null : 'agent_message, tool_result'),
  detect: (run) =>
    run.calls.flatMap((call) => {
      const said = nextMessage(run, call);
      if (!said || !call.result) return [];
      const text = run.text(said).slice(0, looked);
      const found = contradictionOf(call, text);
      if (!found) return [];
      const [confidence, what] = found;
      const finding: Finding = {
        confidence,
        criticalStepSeq: said.seq,
        evidenceRefs: [call.call.seq, call.result.seq, said.seq],
        summary: `After ${call.name ?? 'a tool'} ${what}.`,
      };
      return [finding];
    }),
});

/** The message that follows the result with nothing but a model's own record between them. */
const nextMessage = (run: IndexedRun, { resultIndex }: ToolCall): RunEvent | undefined => {
  for (let at = (resultIndex ?? run.events.length) + 1; at < run.events.length; at += 1) {
    const event = run.events[at];
    if (event?.type !== 'llm_call') return event?.type === 'agent_message' ? event : undefined;
  }
  return undefined;
};

const contradictionOf = (call: ToolCall, text: string): readonly [number, string] | null => {
  const result = call.result?.payload['result'] ?? null;
  const value = parsed(result);
  if ((call.failure !== null || saysFalse(value)) && claimsDone.test(text) && !denies.test(text))
    return [0.8, 'did not work, the agent says that it did'];
  if (call.failure === null && isSearch(call.name) && isEmpty(value) && claimsFound.test(text) && !denies.test(text))
    return [0.7, 'found nothing, the agent says that it did'];
  const field = otherNumber(value, text);
  return field === null ? null : [0.6, `gave one ${field}, the agent states another`];
};

const maxParsed = 20_000;

/** Results are often JSON within a text. */
const parsed = (result: JsonValue): JsonValue => {
  if (typeof result !== 'string' || !/^\s*[[{]/.test(result) || result.length > maxParsed) return result;
  try {
    return JSON.parse(result) as JsonValue;
  } catch {
    return result;
  }
};

const saysFalse = (value: JsonValue): boolean =>
  value === false ||
  (isJsonObject(value) &&
    ['success', 'ok', 'succeeded'].some((name) => Object.hasOwn(value, name) && value[name] === false));

const isEmpty = (value: JsonValue): boolean =>
  (Array.isArray(value) && value.length === 0) ||
  (isJsonObject(value) &&
    ['results', 'items', 'data', 'matches'].some((name) => {
      const list = Object.hasOwn(value, name) ? value[name] : undefined;
      return Array.isArray(list) && list.length === 0;
    })) ||
  (typeof value === 'string' && (value.trim() === '' || saysNothing.test(value.trim())));

const maxFields = 30;
const stated =
  /\b([a-z][a-z _]{2,30}?)(?:\*\*)?\s{0,2}(?:is|was|are|:|=|of)\s{0,2}(?:\*\*)?[$€£]?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\d%:/-])/gi;

/** A field of the result of which the text gives another number, and one that stands nowhere in the result. */
const otherNumber = (value: JsonValue, text: string): string | null => {
  if (!isJsonObject(value)) return null;
  const fields = new Map<string, number>();
  for (const [name, one] of Object.entries(value).slice(0, maxFields))
    if (typeof one === 'number') fields.set(name.toLowerCase().replaceAll('_', ' '), one);
  const said = text.toLowerCase().replaceAll('_', ' ');
  if (![...fields.keys()].some((name) => said.includes(name))) return null;
  const all = JSON.stringify(value);
  for (const [, name = '', number = ''] of text.matchAll(stated)) {
    const words = name.toLowerCase().replaceAll('_', ' ').trim();
    const field = fields.has(words) ? words : words.replace(/^(?:the|your|a|its|current|total) /, '');
    const real = fields.get(field);
    const plain = number.replaceAll(',', '');
    if (real === undefined || Math.abs(Number(plain) - real) <= Math.abs(real) * 0.01 || all.includes(plain)) continue;
    return field;
  }
  return null;
};
