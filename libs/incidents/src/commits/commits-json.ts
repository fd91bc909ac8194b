import type { CommitRuns, IncidentCommits } from './place-commits';

/** What is shown of an incident's commits: additive to its own fields (platform.md B5). */
export const toCommitsResponse = ({ failing, firstFailing, lastGoodBefore, lastGood }: IncidentCommits) => ({
  failing: failing.map((one) => toFailing(one)),
  first_failing: firstFailing && toFailing(firstFailing),
  last_good_before: lastGoodBefore && toGood(lastGoodBefore),
  last_good: lastGood && toGood(lastGood),
});

const toFailing = (one: CommitRuns) => ({ ...toSeen(one), failing_session_count: one.inIncident });
const toGood = (one: CommitRuns) => ({ ...toSeen(one), session_count: one.ended });

const toSeen = ({ sha, firstAt, lastAt }: CommitRuns) => ({
  commit_sha: sha,
  first_seen_at: firstAt.toISOString(),
  last_seen_at: lastAt.toISOString(),
});
