import { foldSpace } from '../run/fold-space';
import type { RunEvent } from '../run/run';
import { detector } from './detector';

const looked = 500;

/**
 * Two agents take turns and say again what they said before: A–B–A–B, each with the words of its last turn. Confidence 0.7: turns alone are a
 * conversation, repeated words are none.
 */
export const agentCycle = detector({
  label: 'agent_cycle',
  version: '1',
  tier: 'symptom',
  severity: 'medium',
  mast: '1.3 Step repetition',
  trail: 'Task Orchestration',
  thresholds: { turns: 4 },
  missing: (run) => (run.events.some(({ agent }) => agent !== null) ? null : 'agent'),
  detect: (run, { turns: least }) => {
    const turns = run.events.filter(({ type, agent }) => type === 'agent_message' && agent !== null);
    const words = turns.map((event) => foldSpace(run.text(event).slice(0, looked)));
    let start = 0;
    for (let index = 2; index <= turns.length; index += 1) {
      if (index < turns.length && repeats(turns, words, index)) continue;
      if (index - start >= least && index - start > 2) return [toFinding(turns.slice(start, index))];
      start = index - 1;
    }
    return [];
  },
});

const repeats = (turns: readonly RunEvent[], words: readonly string[], index: number): boolean =>
  turns[index]?.agent === turns[index - 2]?.agent &&
  turns[index]?.agent !== turns[index - 1]?.agent &&
  words[index] !== '' &&
  words[index] === words[index - 2];

const toFinding = (turns: readonly RunEvent[]) => ({
  confidence: 0.7,
  criticalStepSeq: turns[2]?.seq ?? 0,
  evidenceRefs: turns.map(({ seq }) => seq),
  summary: `The agents ${turns[0]?.agent} and ${turns[1]?.agent} repeated themselves for ${turns.length} turns.`,
});
