/** Where Langfuse's own OpenTelemetry vocabulary keeps the fields of an observation. */
export const attributeOf = {
  type: 'langfuse.observation.type',
  input: 'langfuse.observation.input',
  output: 'langfuse.observation.output',
  model: 'langfuse.observation.model.name',
  modelParameters: 'langfuse.observation.model.parameters',
  usageDetails: 'langfuse.observation.usage_details',
  costDetails: 'langfuse.observation.cost_details',
  level: 'langfuse.observation.level',
  statusMessage: 'langfuse.observation.status_message',
  metadata: 'langfuse.observation.metadata',
  completionStartTime: 'langfuse.observation.completion_start_time',
  version: 'langfuse.version',
  environment: 'langfuse.environment',
} as const;

export const promptAttributes = {
  name: 'langfuse.observation.prompt.name',
  version: 'langfuse.observation.prompt.version',
} as const;

/** Words of our own for what that vocabulary has no name for. */
export const usageUnitAttribute = 'debrief.observation.usage_unit';
export const eventTypeAttribute = 'debrief.event_type';
