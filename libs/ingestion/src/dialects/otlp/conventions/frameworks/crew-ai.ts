import { kinds, type Kind } from '../kinds/kind';
import type { Framework } from './framework';

/** CrewAI's own telemetry tells of what happened elsewhere: a `Tool Usage` names a tool and is not its call, which has a span of its own. */
const names: Readonly<Record<string, Kind>> = {
  'Crew Created': kinds.span,
  'Task Created': kinds.span,
  'Tool Usage': { ...kinds.tool, event: 'span' },
  'Tool Repeated Usage': { ...kinds.tool, event: 'span' },
  'Tool Usage Error': { ...kinds.tool, event: 'span' },
  'Crew Execution': kinds.chain,
  'Task Execution': kinds.chain,
  'Flow Creation': kinds.span,
  'Flow Execution': kinds.chain,
};

export const crewAi: Framework = {
  name: 'CrewAI',
  prefixes: ['crewai.', 'crew_key', 'crew_id', 'crewai_version', 'task_key'],
  services: ['crewai-telemetry'],
  scopes: ['crewai.telemetry', 'openinference.instrumentation.crewai'],
  kindOf: ({ span }) => (Object.hasOwn(names, span.name) ? names[span.name] : undefined),
};
