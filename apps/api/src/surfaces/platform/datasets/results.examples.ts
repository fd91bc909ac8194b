import { publicDatasetExample, publicRunExample, v1ItemExample } from './datasets.examples';

const scoreExample = {
  ...{ id: 'sc-1', name: 'quality', value: 0.9, stringValue: null, dataType: 'NUMERIC', source: 'API', comment: null },
};

export const resultsExample = {
  datasetId: publicDatasetExample.id,
  runId: publicRunExample.id,
  runName: publicRunExample.name,
  summary: {
    itemCount: 12,
    comparedCount: 10,
    matchCount: 7,
    matchRate: 0.7,
    avgSimilarity: 0.91,
    scores: { quality: 0.82 },
  },
  runScores: [{ ...scoreExample, id: 'sc-2', name: 'overall' }],
  data: [
    {
      id: '019d42f0-6c00-7000-8000-000000000003',
      datasetItemId: v1ItemExample.id,
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      observationId: null,
      input: v1ItemExample.input,
      expectedOutput: 'It was sent on Monday.',
      actualOutput: 'It was sent on Sunday.',
      match: false,
      similarity: 0.8636363636363636,
      scores: [scoreExample],
    },
  ],
  meta: { totalCount: 12, hasMore: true, nextCursor: 'q1hY0XnT9Wl0bGkzNDU2' },
};

const other = '7be0a352f1d9a7c4';

export const comparisonExample = {
  datasetId: publicDatasetExample.id,
  comparedItems: 11,
  runs: [
    {
      ...{ id: publicRunExample.id, name: 'prompt v7', matchRate: 0.7, avgSimilarity: 0.91, scores: { quality: 0.82 } },
      ...{ runScores: { overall: 0.9 }, totalCost: 0.0421, avgLatency: 1840.5 },
    },
    {
      ...{ id: other, name: 'prompt v8', matchRate: 0.8, avgSimilarity: 0.95, scores: { quality: 0.86 } },
      ...{ runScores: {}, totalCost: 0.0398, avgLatency: 1711 },
    },
  ],
  itemComparison: [
    {
      datasetItemId: v1ItemExample.id,
      results: {
        [publicRunExample.id]: { match: false, similarity: 0.86, scores: { quality: 0.9 } },
        [other]: { match: true, similarity: 1, scores: { quality: 1 } },
      },
      change: 'improved',
      changes: { [other]: 'improved' },
    },
  ],
};
