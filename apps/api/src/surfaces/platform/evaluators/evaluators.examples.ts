const id = '019ac1f0-3c5e-7d20-9a41-5f0f4f2f9d11';
const projectId = '019ac1e0-0a1b-7c33-8d77-1f6f1d2c3b4a';
const jobId = '019ac1f1-77aa-7b01-8c1e-2a3b4c5d6e7f';
const at = '2026-11-27T01:00:00.000Z';

export const evaluatorExample = {
  id,
  projectId,
  name: 'answers with a city',
  description: null,
  version: 1,
  type: 'json_schema',
  scoreName: 'well-formed',
  scoreDataType: 'BOOLEAN',
  scoreCategories: null,
  config: { schema: { type: 'object', required: ['city'] } },
  promptTemplate: null,
  variables: null,
  targetFilter: { names: [], models: [], tags: [], environments: ['production'], observationTypes: [] },
  samplingRate: 1,
  enabled: true,
  failBelow: 1,
  templateId: null,
  createdAt: at,
  updatedAt: at,
};

export const executedExample = { jobId, status: 'pending', message: 'The evaluation waits for a worker' };

export const evaluatorJobExample = {
  id: jobId,
  projectId,
  evaluatorId: id,
  evaluatorVersion: 1,
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  observationId: null,
  datasetRunId: null,
  status: 'completed',
  result: { score: true, reasoning: null, scoreIds: ['eval-0f9a3c5d7e1b4c2d8a6f0e9d8c7b6a5f'] },
  error: null,
  attempts: 1,
  model: null,
  tokens: { input: 0, output: 0, total: 0 },
  cost: null,
  createdAt: at,
  startedAt: at,
  finishedAt: at,
};

export const templateExample = {
  id: 'regex',
  name: 'Regular expression',
  description: 'The output has a certain form, here a number of four digits.',
  type: 'regex',
  config: { pattern: '\\b\\d{4}\\b' },
  promptTemplate: null,
  scoreDataType: 'BOOLEAN',
};
