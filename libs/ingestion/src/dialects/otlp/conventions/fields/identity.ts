import { at, field, flatOrAt, onResource, unquoted, type Source } from '../source';

/** The conversation that a span belongs to. */
export const sessionSources = field([
  'session.id',
  'langfuse.session.id',
  'gen_ai.conversation.id',
  'langsmith.metadata.session_id',
  'langsmith.metadata.thread_id',
  'langsmith.metadata.conversation_id',
  'langsmith.trace.session_id',
  'langsmith.session.id',
  'gcp.vertex.agent.session_id',
  'ai.telemetry.metadata.sessionId',
  'ai.settings.context.sessionId',
  'langgraph.thread_id',
  unquoted('mlflow.trace.session'),
  'traceloop.association.properties.session_id',
  'traceloop.association.properties.thread_id',
  'traceloop.association.properties.chat_id',
  flatOrAt('langfuse.trace.metadata', 'langfuse_session_id'),
  flatOrAt('langfuse.observation.metadata', 'langfuse_session_id'),
  at('metadata', 'session_id'),
  at('metadata', 'thread_id'),
  at('metadata', 'langgraph_thread_id'),
  at('metadata', 'conversation_id'),
]);

export const userSources = field([
  'user.id',
  'langfuse.user.id',
  'enduser.id',
  'ai.telemetry.metadata.userId',
  'ai.settings.context.userId',
  unquoted('mlflow.trace.user'),
  'langsmith.metadata.user_id',
  'traceloop.association.properties.user_id',
  flatOrAt('langfuse.trace.metadata', 'langfuse_user_id'),
  flatOrAt('langfuse.observation.metadata', 'langfuse_user_id'),
  'gen_ai.user',
  'llm.user',
  flatOrAt('metadata', 'user_id'),
]);

const environmentNames = ['langfuse.environment', 'deployment.environment.name', 'deployment.environment'];
export const environmentSources: readonly Source[] = environmentNames.flatMap((name) => [name, onResource(name)]);

export const releaseSources: readonly Source[] = ['langfuse.release', onResource('langfuse.release')];

export const versionSources: readonly Source[] = [
  'langfuse.version',
  onResource('langfuse.version'),
  onResource('service.version'),
];
