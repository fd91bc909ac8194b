import type { IncidentMaterial } from '../evidence/evidence-reader';
import { CheckoutGit } from '../checkout/checkout-git';
import { decideDiff } from '../diff/decide-diff';
import { findForeignHosts } from '../diff/foreign-hosts';
import type { FallbackReason } from './runner.types';

export interface CheckedProposal {
  readonly folder: string;
  readonly allowedPaths: readonly string[];
  readonly diff: string;
  /** What the model was shown of the run. */
  readonly shown: string;
}

export type ProposalVerdict =
  | { readonly allowed: true; readonly changedFiles: readonly string[] }
  | { readonly allowed: false; readonly reason: FallbackReason; readonly detail: string | null };

/** Whether what a model left in a checkout may be proposed: by the diff's own rules, by what the repository knew before, and by git. */
export const checkProposal = async (
  { folder, allowedPaths, diff, shown }: CheckedProposal,
  { secretMasker }: Pick<IncidentMaterial, 'secretMasker'>,
): Promise<ProposalVerdict> => {
  const refuse = (reason: FallbackReason, detail: string | null): ProposalVerdict => ({
    allowed: false,
    reason,
    detail,
  });
  const holdsSecret = (line: string): boolean => secretMasker.maskText(withoutProse(line)).counts !== null;
  const verdict = decideDiff(diff, { allowedPaths, holdsSecret });
  if (!verdict.allowed)
    return refuse(verdict.reason, [verdict.detail, verdict.path].filter((part) => part !== null).join(': ') || null);
  const git = new CheckoutGit(folder);
  for (const host of findForeignHosts(
    verdict.files.flatMap(({ added }) => added),
    shown,
  ))
    if (!(await git.knows(host))) return refuse('url_from_run', host);
  if (!(await git.apply(diff, verdict.files))) return refuse('diff_does_not_apply', null);
  return { allowed: true, changedFiles: verdict.files.map(({ path }) => path) };
};

/** "a bearer token" is prose, though it has the form of a credential. */
const withoutProse = (line: string): string => line.replace(/\b(bearer|basic)\s{1,16}[a-z]{1,16}\b/gi, '');
