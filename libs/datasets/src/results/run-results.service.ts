import { setImmediate as turn } from 'node:timers/promises';
import { Cursors, Database, type PageRequest } from '@debrief/infra';
import { DomainError, invalid, type Scope } from '@debrief/kernel';
import { type Score, ScoreReader } from '@debrief/replay';
import { Injectable } from '@nestjs/common';
import { getDataset } from '../datasets/locate-dataset';
import { compareRuns, type RunComparison } from '../rules/compare-runs';
import { meanOf, scoresByName } from '../rules/score-averages';
import { type Outcome, type RunSummary, summarizeRun } from '../rules/summarize-run';
import { getRun } from '../runs/locate-run';
import { countRunItems } from '../runs/run-item.queries';
import type { DatasetRun, RunRef } from '../runs/run.types';
import { eachOutcome, type ItemOutcome } from './outcomes';

/** What a run came to: a page of its items, and what all of them amount to. */
export interface RunResults {
  readonly run: DatasetRun;
  readonly summary: RunSummary;
  /** Of the run itself. */
  readonly runScores: readonly Score[];
  readonly items: readonly ItemOutcome[];
  readonly nextCursor: string | null;
  readonly total: number;
}

/** Runs side by side; the first is the baseline. */
export interface ComparedRuns extends RunComparison {
  readonly runs: readonly (DatasetRun & RunCost)[];
  /** External ids of items by the internal ones of the comparison. */
  readonly itemIds: ReadonlyMap<string, string>;
}

export interface RunCost {
  /** US dollars, of all its traces that are there. */
  readonly totalCost: number;
  /** Of the traces of the compared items; null: of none it is known. */
  readonly avgLatencyMs: number | null;
  /** Of the run itself, by name. */
  readonly runScores: Readonly<Record<string, number>>;
}

const [fewestRuns, mostRuns] = [2, 10];
/** A run with more items is not summed up: it would take too long for one answer. */
const mostItems = 10_000;
/** A page ends with the item that fills it: outputs may have a mebibyte each. */
const mostCharacters = 8 * 1024 * 1024;

/** What runs over data sets gave, against what was expected. */
@Injectable()
export class RunResultsService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
    private readonly scores: ScoreReader,
  ) {}

  /** Newest item first. @throws DomainError NOT_FOUND run; MALFORMED `invalid_cursor`; INVALID for a run of more than 10,000 items */
  async results(scope: Scope, projectId: string, ref: RunRef, page: PageRequest): Promise<RunResults> {
    const { run, total } = await this.open(scope, projectId, ref);
    const bond = { workspaceId: scope.workspaceId, list: `dataset-run-results/${run.id}` };
    const after = this.cursors.open(bond, page.cursor)?.[0] as string | undefined;
    const outcomes: Outcome[] = [];
    const items: ItemOutcome[] = [];
    let [characters, hasMore] = [0, false];
    for await (const some of this.eachInTurn(scope, run)) {
      outcomes.push(...some.map(toOutcome));
      // What the page does not show is let go of.
      for (const outcome of some.filter(({ row }) => after === undefined || row.id < after)) {
        hasMore ||= items.length === page.limit || characters > mostCharacters;
        if (hasMore) break;
        items.push(outcome);
        characters += sizeOf(outcome);
      }
    }
    const last = items.at(-1);
    const nextCursor = hasMore && last ? this.cursors.seal(bond, [last.row.id]) : null;
    const runScores =
      (await this.scores.listOfDatasetRuns(scope, projectId, [run.externalId])).get(run.externalId) ?? [];
    return { run, total, summary: summarizeRun(outcomes), runScores, items, nextCursor };
  }

  /**
   * @param ids 2 to 10 runs of one data set
   * @param dataset of which they must be, and within which they may go by name; absent: the first run's
   * @throws DomainError NOT_FOUND; INVALID for too few, too many or runs of several data sets
   */
  async compare(scope: Scope, projectId: string, ids: readonly string[], dataset?: string): Promise<ComparedRuns> {
    if (new Set(ids).size !== ids.length || ids.length < fewestRuns || ids.length > mostRuns)
      throw invalid('runIds', `must name ${fewestRuns} to ${mostRuns} runs, each once`);
    const opened: DatasetRun[] = [];
    for (const run of ids) opened.push((await this.open(scope, projectId, { dataset, run })).run);
    const within = dataset === undefined ? opened[0]?.datasetId : await this.idOf(scope, projectId, dataset);
    if (opened.some(({ datasetId }) => datasetId !== within)) throw invalid('runIds', 'must be runs over one dataset');
    const itemIds = new Map<string, string>();
    const gathered: Gathered[] = [];
    for (const run of opened) gathered.push(await this.gather(scope, run, itemIds));
    const comparison = compareRuns(
      gathered.map(({ outcomes }) => outcomes),
      [...itemIds.keys()].sort(),
    );
    const shared = comparison.items
      .map(({ itemId }) => itemId)
      .filter((itemId) => gathered.every(({ outcomes }) => outcomes.has(itemId)));
    const ofRuns = await this.scores.listOfDatasetRuns(
      scope,
      projectId,
      opened.map(({ externalId }) => externalId),
    );
    const runs = opened.map((run, at) => ({
      ...run,
      ...costOf(gathered[at]!, shared),
      runScores: scoresByName(ofRuns.get(run.externalId) ?? []),
    }));
    return { ...comparison, runs, itemIds };
  }

  private async gather(scope: Scope, run: DatasetRun, itemIds: Map<string, string>): Promise<Gathered> {
    const outcomes = new Map<string, Outcome>();
    const latencies = new Map<string, number>();
    const costs = new Map<string, number>();
    for await (const some of this.eachInTurn(scope, run))
      for (const { row, facts, ...outcome } of some) {
        if (facts) costs.set(facts.id, facts.cost);
        // The newest comes first.
        if (outcomes.has(row.itemId)) continue;
        itemIds.set(row.itemId, row.itemExternalId);
        outcomes.set(row.itemId, toOutcome(outcome));
        if (facts?.latencyMs != null) latencies.set(row.itemId, facts.latencyMs);
      }
    return { outcomes, latencies, totalCost: [...costs.values()].reduce((sum, cost) => sum + cost, 0) };
  }

  private open(scope: Scope, projectId: string, ref: RunRef): Promise<{ run: DatasetRun; total: number }> {
    return this.database.inWorkspace(scope, async (tx) => {
      const run = await getRun(tx, projectId, ref);
      const total = await countRunItems(tx, run.id);
      if (total > mostItems)
        throw new DomainError('INVALID', `The dataset run ${run.name} has more than ${mostItems} items`);
      return { run, total };
    });
  }

  private idOf(scope: Scope, projectId: string, dataset: string): Promise<string> {
    return this.database.inWorkspace(scope, async (tx) => (await getDataset(tx, projectId, dataset)).id);
  }

  /** Other requests have their turn in between: outputs are compared here. */
  private async *eachInTurn(scope: Scope, run: DatasetRun): AsyncGenerator<ItemOutcome[]> {
    for await (const some of eachOutcome({ database: this.database, scores: this.scores }, scope, run)) {
      yield some;
      await turn();
    }
  }
}

interface Gathered {
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** Milliseconds by item. */
  readonly latencies: ReadonlyMap<string, number>;
  readonly totalCost: number;
}

const sizeOf = ({ row, actualOutput }: ItemOutcome): number =>
  (row.input?.length ?? 0) + (row.expectedOutput?.length ?? 0) + JSON.stringify(actualOutput).length;

const toOutcome = ({ match, similarity, scores }: Outcome): Outcome => ({ match, similarity, scores });

const costOf = ({ totalCost, latencies }: Gathered, shared: readonly string[]): Omit<RunCost, 'runScores'> => ({
  totalCost,
  avgLatencyMs: meanOf(shared.flatMap((itemId) => latencies.get(itemId) ?? [])),
});
