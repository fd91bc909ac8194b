import { type Observation, roundMoney } from '@debrief/replay';

/** What an observation cost in US dollars: cached tokens are input, reasoning is output (platform.md C3). */
export const spentOf = (observation: Observation) => ({
  input: roundMoney(observation.inputCost + observation.cacheReadCost + observation.cacheWriteCost),
  output: roundMoney(observation.outputCost + observation.reasoningCost),
  total: roundMoney(observation.totalCost),
});

/** Milliseconds that it lasted; null: it has not ended. */
export const latencyMs = ({ start, end }: Pick<Observation, 'start' | 'end'>): number | null =>
  end === null ? null : (end - start) / 1000;

/** Milliseconds from its start to its first token; null: it does not say. */
export const firstTokenMs = ({ start, firstTokenAt }: Pick<Observation, 'start' | 'firstTokenAt'>): number | null =>
  firstTokenAt === null ? null : (firstTokenAt - start) / 1000;

const thousandth = (milliseconds: number | null): number | null => (milliseconds === null ? null : milliseconds / 1000);

/** Langfuse counts in seconds. */
export const latencySeconds = (observation: Pick<Observation, 'start' | 'end'>): number | null =>
  thousandth(latencyMs(observation));
export const firstTokenSeconds = (observation: Pick<Observation, 'start' | 'firstTokenAt'>): number | null =>
  thousandth(firstTokenMs(observation));
