import { type ComparedRuns, type RunItemResult, type RunResults } from '@debrief/datasets';
import { invalid } from '@debrief/kernel';
import { Text } from '../../../http/fields';

export class CompareRunsQuery {
  @Text({
    max: 4096,
    required: true,
    description: '2 to 10 ids of runs over one dataset, with commas between; the first is the baseline',
    example: '2f1d9a7c41be0a35,7be0a352f1d9a7c4',
  })
  runIds!: string;
}

export const toRunIds = ({ runIds }: CompareRunsQuery): string[] => {
  const ids = runIds.split(',').map((id) => id.trim());
  if (ids.includes('')) throw invalid('runIds', 'must hold ids with commas between');
  return ids;
};

const toResult = (result: RunItemResult) => ({
  id: result.row.externalId,
  datasetItemId: result.row.itemExternalId,
  traceId: result.row.traceExternalId,
  observationId: result.row.observationId,
  input: result.input,
  expectedOutput: result.expectedOutput,
  actualOutput: result.actualOutput,
  match: result.match,
  similarity: result.similarity,
  scores: result.scores.map(toScore),
});

const toScore = ({ id, name, value, stringValue, dataType, source, comment }: RunResults['runScores'][number]) => ({
  ...{ id, name, value, stringValue, dataType, source, comment },
});

export const toResultsResponse = ({ run, summary, runScores, items, total, nextCursor }: RunResults) => ({
  datasetId: run.datasetExternalId,
  runId: run.externalId,
  runName: run.name,
  summary,
  runScores: runScores.map(toScore),
  data: items.map(toResult),
  meta: { totalCount: total, hasMore: nextCursor !== null, nextCursor },
});

/** `change` is that of the last run; with more than two runs `changes` has each. */
export const toComparisonResponse = ({ runs, summaries, items, itemIds, comparedItems }: ComparedRuns) => ({
  datasetId: runs[0]?.datasetExternalId,
  comparedItems,
  runs: runs.map((run, at) => ({
    id: run.externalId,
    name: run.name,
    matchRate: summaries[at]?.matchRate ?? null,
    avgSimilarity: summaries[at]?.avgSimilarity ?? null,
    scores: summaries[at]?.scores ?? {},
    runScores: run.runScores,
    totalCost: run.totalCost,
    avgLatency: run.avgLatencyMs,
  })),
  itemComparison: items.map(({ itemId, results, changes }) => ({
    datasetItemId: itemIds.get(itemId),
    results: Object.fromEntries(
      results.flatMap((result, at) => (result ? [[runs[at]?.externalId, result] as const] : [])),
    ),
    change: changes.at(-1),
    changes: Object.fromEntries(changes.map((change, at) => [runs[at + 1]?.externalId, change])),
  })),
});
