/** Datasets: cases to run an agent on, the runs over them, and how these compare. Owns all of it; not the traces that runs gave. */
export type {
  Counted,
  CountedPage,
  Created,
  Dataset,
  DatasetPatch,
  NewDataset,
  OffsetPage,
} from './datasets/dataset.types';
export { DatasetsModule } from './datasets.module';
export { DatasetsService } from './datasets/datasets.service';
export { ExperimentsService } from './experiments/experiments.service';
export { type ExperimentLink, ExperimentLinks } from './experiments/experiment-links';
export { DatasetItemsService, type ItemOutcome, type ItemQuery } from './items/dataset-items.service';
export { type DatasetItem, type ItemPatch, itemStatuses, type ItemStatus, type NewItem } from './items/item.types';
export { type RecordedItem, RecordedItemsService } from './items/recorded-items.service';
export { fromJsonColumn } from './json-column';
export { TraceItemsService } from './items/trace-items.service';
export { DatasetRunItemsService, type RunItemOutcome } from './runs/dataset-run-items.service';
export { DatasetRunsService } from './runs/dataset-runs.service';
export type { DatasetRun, DatasetRunItem, NewRun, NewRunItem, RunRef } from './runs/run.types';
export { isSameJson } from './rules/is-same-json';
export { textSimilarity } from './rules/text-similarity';
export { type JsonSchema, readJsonSchema } from './schemas/json-schema';
export { compileRegex, regexProblem } from './schemas/linear-regex';
export { findCaseOf, listRunCases, type RunCase } from './runs/expected.queries';
export type { ItemOutcome as RunItemResult } from './results/outcomes';
export { type ComparedRuns, type RunResults, RunResultsService } from './results/run-results.service';
