import type { Shape } from './shape';

const signs = ['tasks_output', 'token_usage', 'expected_output', 'json_dict'];

/** What a crew or a task gives back: its answer under `raw`, beside what it was made of. */
export const crewaiShape: Shape = {
  toRoleForm: (value) => {
    const { raw, agent } = value;
    if (typeof raw !== 'string' || !signs.some((sign) => sign in value)) return undefined;
    return { role: 'assistant', content: raw, name: typeof agent === 'string' ? agent : null };
  },
};
