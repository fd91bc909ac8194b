import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import { markerOf } from './index-run';
import type { Run } from './run';

/** The tools that a run says its agents have: name → JSON schema of the arguments, null where it says none. Empty: it says nothing. */
export const declaredTools = (run: Run): ReadonlyMap<string, JsonObject | null> => {
  const tools = new Map<string, JsonObject | null>();
  for (const event of run.events) {
    const marker = markerOf(event);
    const { after, tools: own } = event.payload;
    if (marker === 'session_started' && isJsonObject(after)) addTools(tools, after['tools']);
    else if (marker === 'tools') addTools(tools, after);
    else if (event.type === 'llm_call') addTools(tools, own ?? event.metadata['tools']);
  }
  return tools;
};

/** Names, MCP and Anthropic tools (`name`, `input_schema`), OpenAI functions (`function.name`, `function.parameters`). */
const addTools = (tools: Map<string, JsonObject | null>, list: JsonValue | undefined): void => {
  if (!Array.isArray(list)) return;
  for (const item of list) {
    const about = isJsonObject(item) && isJsonObject(item['function']) ? item['function'] : item;
    const name = isJsonObject(about) ? about['name'] : about;
    if (typeof name !== 'string') continue;
    const schema = isJsonObject(about) ? (about['parameters'] ?? about['input_schema'] ?? about['inputSchema']) : null;
    tools.set(name, isJsonObject(schema) ? schema : null);
  }
};
