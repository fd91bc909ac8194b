import type { Shape } from './shape';

const signs = ['tasks_output', 'token_usage', 'expected_output', 'json_dict'];

/** What a crew or a task gives back: its answer under `raw`, beside what it was made of. */
export const crewaiShape: Shape = {
  toRoleForm: ({ raw, agent, ...rest }) =>
    typeof raw === 'string' && signs.some((sign) => sign in rest)
      ? { role: 'assistant', content: raw, name: typeof agent === 'string' ? agent : null }
      : undefined,
};
