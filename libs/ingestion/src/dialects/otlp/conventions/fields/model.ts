import { isJsonObject } from '@debrief/kernel';
import { at, field, reading } from '../source';

/** A crew says its model with its first agent that has one. */
const modelOfCrew = reading(['crew_agents'], (reader) => {
  if (reader.text('crew_agents')?.includes('"llm"') === false) return undefined;
  const agents = reader.structure('crew_agents');
  if (!Array.isArray(agents)) return undefined;
  return agents
    .map((agent) => (isJsonObject(agent) ? agent['llm'] : null))
    .find((llm) => typeof llm === 'string' && llm);
});

export const requestModelSources = field([
  'langfuse.observation.model.name',
  'gen_ai.request.model',
  'llm.request.model_name',
  'ai.model.id',
  'llm.model_name',
  'embedding.model_name',
  'reranker.model_name',
  'langsmith.metadata.ls_model_name',
  at('gcp.vertex.agent.llm_request', 'model'),
  at('request_data', 'model'),
  at('llm.invocation_parameters', 'model'),
  modelOfCrew,
  'model',
]);

export const responseModelSources = field([
  'gen_ai.response.model',
  'ai.response.model',
  'llm.response.model_name',
  'llm.response.model',
  at('response_data', 'model'),
]);
