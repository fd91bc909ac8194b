export const v1ScoreExample = {
  id: '01979f5e-2c00-7000-8000-0000000000a1',
  projectId: '01979f5e-2c00-7000-8000-000000000002',
  traceId: 'sess_01JZ5YPX2K',
  sessionId: null,
  observationId: null,
  datasetRunId: null,
  name: 'quality',
  value: 0.95,
  stringValue: null,
  dataType: 'NUMERIC',
  source: 'API',
  comment: 'High-quality review',
  configId: null,
  metadata: { reviewer: 'ci' },
  environment: 'default',
  createdAt: '2026-11-23T10:15:02.113Z',
  updatedAt: '2026-11-23T10:15:02.113Z',
};

export const statsExample = {
  name: 'quality',
  count: 3,
  avgValue: 0.8,
  minValue: 0.55,
  maxValue: 0.95,
  medianValue: 0.9,
};

export const publicScoreExample = {
  id: v1ScoreExample.id,
  traceId: 'sess_01JZ5YPX2K',
  sessionId: null,
  observationId: null,
  datasetRunId: null,
  name: 'quality',
  source: 'API',
  dataType: 'NUMERIC',
  value: 0.95,
  stringValue: null,
  timestamp: '2026-11-23T10:15:02.113Z',
  createdAt: '2026-11-23T10:15:02.113Z',
  updatedAt: '2026-11-23T10:15:02.113Z',
  authorUserId: null,
  comment: 'High-quality review',
  metadata: { reviewer: 'ci' },
  configId: null,
  queueId: null,
  environment: 'default',
};

export const scoredTraceExample = { userId: 'ada', tags: ['ci'], environment: 'default', sessionId: 'chat-1' };

export const publicScoreV3Example = {
  id: v1ScoreExample.id,
  projectId: v1ScoreExample.projectId,
  name: 'quality',
  value: 0.95,
  dataType: 'NUMERIC',
  source: 'API',
  timestamp: '2026-11-23T10:15:02.113Z',
  environment: 'default',
  createdAt: '2026-11-23T10:15:02.113Z',
  updatedAt: '2026-11-23T10:15:02.113Z',
};

export const scoreConfigExample = {
  id: '01979f5e-2c00-7000-8000-0000000000b1',
  name: 'quality',
  createdAt: '2026-11-23T10:15:02.113Z',
  updatedAt: '2026-11-23T10:15:02.113Z',
  projectId: v1ScoreExample.projectId,
  dataType: 'NUMERIC',
  isArchived: false,
  minValue: 0,
  maxValue: 1,
  categories: null,
  description: 'How good the answer is',
};
