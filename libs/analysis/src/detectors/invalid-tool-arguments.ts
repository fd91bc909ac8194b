import { isJsonObject, type JsonValue } from '@debrief/kernel';
import { declaredTools } from '../run/declared-tools';
import type { ToolCall } from '../run/tool-call';
import { argumentsProblem } from './check-arguments';
import { detector } from './detector';

const saysInvalid =
  /validation error|invalid (argument|parameter|input|json)|missing \d* ?required|required (argument|parameter|property|field)|unexpected keyword|field required|jsondecodeerror/i;
const looked = 500;

/**
 * Arguments that are not JSON (confidence 0.9), that break the tool's declared schema (0.9), or of which the answer says so (0.7). 0.3 where a later
 * call of the tool was answered without error.
 */
export const invalidToolArguments = detector({
  label: 'invalid_tool_arguments',
  version: '1',
  tier: 'symptom',
  severity: 'medium',
  mast: null,
  trail: 'Formatting Errors',
  thresholds: {},
  missing: (run) => (run.calls.length > 0 ? null : 'tool_call'),
  detect: (run) => {
    const declared = declaredTools(run);
    const worked = new Map(run.calls.map((call) => [call.name, call.failure === null && call.result !== null]));
    return run.calls.flatMap((call) => {
      const schema = call.name === null ? null : (declared.get(call.name) ?? null);
      const args = parsed(call.args);
      const problem =
        args === undefined ? 'are not JSON' : schema && isJsonObject(args) ? argumentsProblem(args, schema) : null;
      if (problem === null && !saysInvalid.test((call.failure ?? '').slice(0, looked))) return [];
      return [
        {
          confidence: worked.get(call.name) ? 0.3 : problem === null ? 0.7 : 0.9,
          criticalStepSeq: call.call.seq,
          evidenceRefs: evidenceOf(call),
          summary: `The arguments of ${call.name ?? 'a tool'} ${problem?.replace(/^(lacks|has)/, (verb) => (verb === 'has' ? 'have' : 'lack')) ?? 'were refused by it'}.`,
        },
      ];
    });
  },
});

/** Text that begins as JSON does is meant as JSON. Undefined: it is none. */
const parsed = (args: JsonValue): JsonValue | undefined => {
  if (typeof args !== 'string' || !/^\s*[[{]/.test(args)) return args;
  try {
    return JSON.parse(args) as JsonValue;
  } catch {
    return undefined;
  }
};

const evidenceOf = ({ call, result }: ToolCall): number[] => [call.seq, result?.seq ?? call.seq];
