import type { Timeline } from './timeline';

/** The agent of each span of a timeline: its own, else its nearest ancestor's. */
export const inheritAgents = ({
  spans,
  parents,
}: Timeline<{ readonly normal: { readonly agent: string | null } }>): (string | null)[] => {
  const agents: (string | null)[] = [];
  for (const [place, { normal }] of spans.entries()) agents.push(normal.agent ?? agents[parents[place] ?? -1] ?? null);
  return agents;
};
