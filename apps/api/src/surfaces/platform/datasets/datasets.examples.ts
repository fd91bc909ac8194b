const times = { createdAt: '2026-03-31T12:00:00.000Z', updatedAt: '2026-03-31T12:00:00.000Z' };

export const publicDatasetExample = {
  id: '019d42f0-6c00-7000-8000-000000000001',
  name: 'refunds',
  description: 'Questions about refunds, with what should be answered',
  metadata: { team: 'support' },
  inputSchema: { type: 'object', required: ['question'] },
  expectedOutputSchema: null,
  projectId: '019d42f0-6c00-7000-8000-0000000000aa',
  ...times,
};

export const v1DatasetExample = { ...publicDatasetExample, itemCount: 12, runCount: 3 };

const itemExample = {
  id: '019d42f0-6c00-7000-8000-000000000002',
  status: 'ACTIVE',
  input: { question: 'Where is my refund?' },
  expectedOutput: 'It was sent on Monday.',
  metadata: { locale: 'en' },
  sourceTraceId: 'sess_01KN1Z8V000000000000000000',
  sourceObservationId: null,
  datasetId: publicDatasetExample.id,
  datasetName: 'refunds',
  ...times,
};

export const v1ItemExample = { ...itemExample, projectId: publicDatasetExample.projectId, incidentIds: [] };
export const publicItemExample = { ...itemExample, mediaReferences: [] };

export const publicRunExample = {
  id: '2f1d9a7c41be0a35',
  name: 'prompt v7',
  description: null,
  metadata: { commit: 'a1b2c3d' },
  datasetId: publicDatasetExample.id,
  datasetName: 'refunds',
  ...times,
};

export const v1RunExample = {
  ...publicRunExample,
  projectId: publicDatasetExample.projectId,
  itemCount: 12,
  completedCount: 11,
};

export const publicRunItemExample = {
  id: '019d42f0-6c00-7000-8000-000000000003',
  datasetRunId: publicRunExample.id,
  datasetRunName: publicRunExample.name,
  datasetItemId: itemExample.id,
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  observationId: null,
  ...times,
};

export const v1RunItemExample = { ...publicRunItemExample, output: null };
