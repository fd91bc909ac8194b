import { declaredTools } from '../run/declared-tools';
import { detector } from './detector';

const saysUnknown =
  /(unknown|no such|invalid|unsupported|unrecognized|undefined) (tool|function)\b|\b(tool|function)\b.{0,80}\b(does not exist|not found|is not (available|defined|a valid))/i;
const looked = 500;

/** A call of a tool that the run does not declare (confidence 0.95), or of which the answer says that there is none (0.9). */
export const unknownTool = detector({
  label: 'unknown_tool',
  version: '1',
  tier: 'symptom',
  severity: 'medium',
  mast: null,
  trail: 'Tool-related',
  thresholds: {},
  missing: (run) => (run.calls.length > 0 ? null : 'tool_call'),
  detect: (run) => {
    const declared = declaredTools(run);
    return run.calls.flatMap(({ call, name, result, failure }) => {
      const isUndeclared = declared.size > 0 && name !== null && !declared.has(name);
      if (!isUndeclared && !saysUnknown.test((failure ?? '').slice(0, looked))) return [];
      return [
        {
          confidence: isUndeclared ? 0.95 : 0.9,
          criticalStepSeq: call.seq,
          evidenceRefs: [call.seq, result?.seq ?? call.seq],
          summary: `There is no tool ${name ?? 'without a name'}, and the agent called it.`,
        },
      ];
    });
  },
});
