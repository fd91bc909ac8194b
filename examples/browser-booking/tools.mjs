const slots = [
  { day: 'Tuesday', time: '10:00', free: true },
  { day: 'Wednesday', time: '10:00', free: true },
];

const local = { find_slots: async ({ day }) => slots.filter((slot) => slot.day === day) };

/** The agent's tools, each call recorded with its result. In a replay the cassette answers in their place. */
export const openTools = (run, { cassetteUrl, apiKey }) => {
  let calls = 0;

  const replay = async (tool_name, args) => {
    const response = await fetch(cassetteUrl, {
      method: 'POST',
      headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ tool_name, arguments: args }),
    });
    const { hit, result, error } = await response.json();
    if (!hit) throw new Error(`The recording knows no such call of ${tool_name}`);
    if (error) throw new Error(error);
    return result;
  };

  return {
    async call(name, args) {
      const call_id = `call_${(calls += 1)}`;
      run.record('tool_call', { call_id, tool_name: name, arguments: args });
      try {
        const result = await (cassetteUrl ? replay(name, args) : local[name](args));
        run.record('tool_result', { call_id, result });
        return result;
      } catch (error) {
        run.record('tool_result', { call_id, result: null, error: error.message });
        throw error;
      }
    },
  };
};
