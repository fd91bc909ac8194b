import { isJsonObject } from '@debrief/kernel';
import { valueText } from '../../run/event-text';
import type { Run, RunEvent } from '../../run/run';
import { hasFailed, lastOf } from './browser-facts';
import { type SeedFinding, toSeedFinding } from './seed-finding';

const successWords = ['done', 'booked', 'completed', 'successfully'];

/** The agent's last message claims success against what was seen (native.md §8). @param mismatch what browser_goal_mismatch found */
export const detectFalseSuccessClaim = ({ events }: Run, mismatch: SeedFinding | null): SeedFinding | null => {
  const claim = lastOf(events, 'agent_message');
  if (!claim || !claimsSuccess(claim)) return null;
  const goalCheck = lastOf(events, 'goal_check');
  const failedSeqs = goalCheck && hasFailed(goalCheck) ? [goalCheck.seq] : [];
  if (!mismatch && failedSeqs.length === 0) return null;
  return toSeedFinding(mismatch?.confidence === 0.5 ? 0.6 : 0.95, claim.seq, [
    claim.seq,
    ...(mismatch?.evidenceRefs ?? []),
    ...failedSeqs,
  ]);
};

const claimsSuccess = ({ payload, metadata }: RunEvent): boolean => {
  const content = valueText(payload['content']).toLowerCase();
  const status = [metadata, payload['metadata']].map((one) => (isJsonObject(one) ? one['status'] : undefined));
  return (
    successWords.some((word) => content.includes(word)) ||
    status.some((one) => typeof one === 'string' && one.toLowerCase() === 'success')
  );
};
