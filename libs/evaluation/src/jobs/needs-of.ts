import { variablesOf } from '@debrief/prompts';
import type { ReadDefinition } from '../definition/read-definition';
import type { MaterialNeeds } from '../targets/target-reader';

/** What an evaluator looks at beside input, output and metadata. */
export const needsOf = (work: ReadDefinition['work']): MaterialNeeds => {
  if (work.kind === 'judge') {
    const used = variablesOf(work.judge.promptTemplate).filter((name) => !work.judge.variables.has(name));
    return {
      expectedOutput: used.includes('expected_output'),
      context: used.includes('context'),
      findings: false,
    };
  }
  const { rule } = work;
  return {
    expectedOutput: 'expected' in rule && rule.expected.kind === 'dataset',
    context: false,
    findings: rule.type === 'detector',
  };
};
