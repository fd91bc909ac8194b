/** What of a score counts in an average. */
export interface ScoreFacts {
  readonly name: string;
  /** Of CATEGORICAL and TEXT it says nothing. */
  readonly value: number | null;
  readonly dataType: string;
}

const countable = new Set(['NUMERIC', 'BOOLEAN']);

/** By name the mean of what one item was given under it: a judge may have been asked twice. */
export const scoresByName = (scores: readonly ScoreFacts[]): Readonly<Record<string, number>> => {
  const byName = Map.groupBy(
    scores.filter(({ dataType, value }) => countable.has(dataType) && value !== null),
    ({ name }) => name,
  );
  const means = [...byName].map(([name, some]) => [name, meanOf(some.map(({ value }) => value as number))] as const);
  return Object.fromEntries(means) as Record<string, number>;
};

/** By name the mean over the items that have such a score. */
export const averageScores = (items: readonly (readonly ScoreFacts[])[]): Readonly<Record<string, number>> =>
  scoresByName(
    items.flatMap((scores) =>
      Object.entries(scoresByName(scores)).map(([name, value]) => ({ name, value, dataType: 'NUMERIC' })),
    ),
  );

/** Null of nothing. */
export const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
