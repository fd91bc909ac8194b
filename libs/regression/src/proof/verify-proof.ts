import { canonicalJson, type JsonValue } from '@debrief/kernel';
import { openEnvelope } from './dsse';
import { readKeySet } from './proof-key';
import { outcomesFollow, type ProofStatement, predicateType, statementType, toStatement } from './proof-statement';

export type Verification =
  { readonly ok: true; readonly statement: ProofStatement } | { readonly ok: false; readonly problem: string };

/**
 * Verifies a proof without asking anybody: its signature, its form, that the hashes are those of its cases, and that the verdict follows
 * from the facts by the same rules that gave it.
 * @param envelope parsed JSON of the proof
 * @param keySet parsed JSON of `/.well-known/debrief-proof.json`
 */
export const verifyProof = (envelope: unknown, keySet: unknown): Verification => {
  const opened = openEnvelope(envelope, readKeySet(keySet));
  if ('problem' in opened) return { ok: false, problem: opened.problem };
  try {
    return check(opened.text);
  } catch {
    return { ok: false, problem: 'the statement lacks what a proof has' };
  }
};

const check = (text: string): Verification => {
  const statement = JSON.parse(text) as ProofStatement;
  if (statement._type !== statementType || statement.predicateType !== predicateType)
    return { ok: false, problem: 'not a statement of a regression run' };
  if (canonicalJson(statement as unknown as JsonValue) !== text)
    return { ok: false, problem: 'the statement is not in canonical form' };
  const { result: _stated, ...inputs } = statement.predicate;
  if (!outcomesFollow(inputs)) return { ok: false, problem: 'an outcome does not follow from the facts of its run' };
  // Hashes, counts, verdict, p-value and interval anew: one text, or something was made up.
  if (canonicalJson(toStatement(inputs) as unknown as JsonValue) !== text)
    return { ok: false, problem: 'hashes or verdict do not follow from the cases' };
  return { ok: true, statement };
};
