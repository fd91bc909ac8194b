/** Runs of one agent at one commit. */
export interface CommitRuns {
  readonly sha: string;
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** Runs that are over, however they ended. */
  readonly ended: number;
  /** Of the incident. */
  readonly inIncident: number;
  /** That failed or aborted, or are in any incident. */
  readonly failed: number;
}

/** At which commits an incident's runs fail, and at which they do not. */
export interface IncidentCommits {
  /** Those of its runs, the newest first. */
  readonly failing: readonly CommitRuns[];
  /** Where it was seen first. */
  readonly firstFailing: CommitRuns | null;
  /** The last one before that whose runs did not fail: between the two it broke. */
  readonly lastGoodBefore: CommitRuns | null;
  /** The last one whose runs did not fail; after the first failing one it speaks for a fix. */
  readonly lastGood: CommitRuns | null;
}

/** @param commits in any order */
export const placeCommits = (commits: readonly CommitRuns[]): IncidentCommits => {
  const newestFirst = commits.toSorted((a, b) => b.lastAt.getTime() - a.lastAt.getTime() || compare(a.sha, b.sha));
  const failing = newestFirst.filter(({ inIncident }) => inIncident > 0);
  const firstFailing = failing.reduce<CommitRuns | null>(
    (first, one) => (first === null || one.firstAt < first.firstAt ? one : first),
    null,
  );
  const good = newestFirst.filter(({ ended, failed, inIncident }) => ended > 0 && failed === 0 && inIncident === 0);
  const lastGoodBefore = firstFailing && good.find(({ firstAt }) => firstAt < firstFailing.firstAt);
  return { failing, firstFailing, lastGoodBefore: lastGoodBefore ?? null, lastGood: good[0] ?? null };
};

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
