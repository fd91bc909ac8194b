import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { canonicalJson, type JsonValue } from '@debrief/kernel';
import { signEnvelope } from './dsse';
import { ProofKey } from './proof-key';
import { type ProofInputs, type ProvenAttempt, toStatement } from './proof-statement';
import { verifyProof } from './verify-proof';

const key = new ProofKey(Buffer.alloc(32, 7));
const keySet = { keys: [key.publicJwk] };

const facts = (status: 'completed' | 'failed', labels: Record<string, number> = {}) => ({
  status,
  labels: Object.entries(labels).map(([label, confidence]) => ({ label, confidence })),
  isAnalysed: true,
  detectorSet: '2026-11',
  eventCount: 3,
  eventsSha256: 'ab'.repeat(32),
});
const attempt = (changes: Partial<ProvenAttempt> = {}): ProvenAttempt => ({
  trace_id: 'after',
  is_candidate: false,
  hits: 2,
  misses: 0,
  facts: facts('completed', { other: 0.2 }),
  outcome: 'pass',
  reason: 'completed',
  ...changes,
});
const inputs: ProofInputs = {
  regression_run: {
    id: 'r',
    workspace_id: 'w',
    project_id: 'p',
    incident_id: 'i',
    pr_url: null,
    fix_run_id: null,
    created_at: '2026-11-26T10:00:00.000Z',
    started_at: '2026-11-26T10:00:01.000Z',
    completed_at: '2026-11-26T10:00:09.000Z',
  },
  incident_labels: ['loop'],
  detector_set: '2026-11',
  replay: { kind: 'pull', ref: 'abc' },
  cases: [
    {
      case_id: 'c1',
      cassette_sha256: 'cd'.repeat(32),
      before: {
        trace_id: 'before',
        facts: facts('completed', { loop: 0.9 }),
        outcome: 'fail',
        reason: 'label_fired: loop',
      },
      after: [attempt()],
    },
    {
      case_id: 'c2',
      cassette_sha256: null,
      before: { trace_id: 'gone', facts: facts('failed'), outcome: 'fail', reason: 'trace_failed' },
      after: [attempt({ facts: null, outcome: 'unknown', reason: 'deadline_passed' })],
    },
  ],
};

const signed = (statement: unknown): unknown =>
  JSON.parse(JSON.stringify(signEnvelope(canonicalJson(statement as JsonValue), key)));
const proof = signed(toStatement(inputs));

/** Paths of all leaves of a value. */
const leaves = (value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] =>
  typeof value !== 'object' || value === null
    ? [path]
    : Object.entries(value).flatMap(([name, inner]) => leaves(inner, [...path, name]));
const changed = (value: unknown, path: readonly (string | number)[], to: (before: unknown) => unknown): unknown => {
  const copy = structuredClone(value) as Record<string, unknown>;
  const parent = path
    .slice(0, -1)
    .reduce<Record<string, unknown>>((at, name) => at[name] as Record<string, unknown>, copy);
  const last = path.at(-1)!;
  parent[last] = to(parent[last]);
  return copy;
};
const other = (value: unknown): unknown =>
  typeof value === 'string' ? `${value}x` : typeof value === 'number' ? value + 1 : value === null ? 'x' : !value;

describe('verifyProof', () => {
  it('takes what the instance signed, and says what came out', () => {
    const verified = verifyProof(proof, keySet);
    expect(verified).toMatchObject({
      ok: true,
      statement: {
        predicate: { result: { verdict: 'improved', before_fail: 2, after_pass: 1, fallback_reason: null } },
      },
    });
  });

  it('gives the same bytes for the same secret, and another key for another', () => {
    expect(signEnvelope('x', key)).toEqual(signEnvelope('x', new ProofKey(Buffer.alloc(32, 7))));
    expect(new ProofKey(Buffer.alloc(32, 8)).id).not.toBe(key.id);
  });

  it('refuses a key set that holds another key, also under the name of the right one', () => {
    const { publicJwk } = new ProofKey(randomBytes(32));
    expect(verifyProof(proof, { keys: [publicJwk] })).toMatchObject({ ok: false });
    expect(verifyProof(proof, { keys: [{ ...publicJwk, kid: key.id }] })).toMatchObject({ ok: false });
    for (const none of [null, {}, { keys: 'x' }, { keys: [null, 1] }])
      expect(verifyProof(proof, none)).toMatchObject({ ok: false });
  });

  it.each(leaves(proof).map((path) => [path.join('.'), path] as const))(
    'refuses an envelope whose %s is another',
    (_n, path) => expect(verifyProof(changed(proof, path, other), keySet)).toMatchObject({ ok: false }),
  );

  it('refuses any changed character of the payload and the signature', () => {
    const { payload, signatures } = proof as { payload: string; signatures: { sig: string }[] };
    const flip = (text: string, at: number): string =>
      text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
    fc.assert(
      fc.property(fc.nat(payload.length - 1), (at) =>
        expect(verifyProof({ ...(proof as object), payload: flip(payload, at) }, keySet)).toMatchObject({ ok: false }),
      ),
    );
    const sig = signatures[0]!.sig;
    for (let at = 0; at < sig.length; at += 1)
      expect(
        verifyProof(
          changed(proof, ['signatures', 0, 'sig'], () => flip(sig, at)),
          keySet,
        ),
      ).toMatchObject({ ok: false });
  });

  it.each([
    null,
    'text',
    [],
    { ...(proof as object), extra: 1 },
    { ...(proof as object), signatures: [] },
    {
      ...(proof as object),
      signatures: [...(proof as { signatures: unknown[] }).signatures, { keyid: 'x', sig: 'x' }],
    },
  ])('refuses %j', (value) => expect(verifyProof(value, keySet)).toMatchObject({ ok: false }));

  describe('even of what the right key signed', () => {
    const statement = JSON.parse(canonicalJson(toStatement(inputs) as unknown as JsonValue)) as object;
    const decisive = leaves(statement).filter((path) =>
      /result|subject|outcome|_type|predicateType|cases\.0\..*misses/.test(path.join('.')),
    );

    it.each(decisive.map((path) => [path.join('.'), path] as const))('refuses another %s', (_name, path) =>
      expect(verifyProof(signed(changed(statement, path, other)), keySet)).toMatchObject({ ok: false }),
    );

    it.each([
      ['a pass that the facts do not show', ['predicate', 'cases', 0, 'before', 'outcome'], 'pass'],
      ['a hash that no case has', ['subject', 0, 'digest', 'sha256'], 'ef'.repeat(32)],
      ['another verdict', ['predicate', 'result', 'verdict'], 'fixed'],
      ['a fact that fails the run', ['predicate', 'cases', 0, 'after', 0, 'facts', 'status'], 'failed'],
      ['no cases', ['predicate', 'cases'], null],
    ] as [string, (string | number)[], unknown][])('refuses %s', (_name, path, value) =>
      expect(verifyProof(signed(changed(statement, path, () => value)), keySet)).toMatchObject({ ok: false }),
    );

    it('refuses a text that is not canonical', () => {
      const loose = JSON.stringify(statement, null, 1);
      expect(verifyProof(JSON.parse(JSON.stringify(signEnvelope(loose, key))), keySet)).toEqual({
        ok: false,
        problem: 'the statement is not in canonical form',
      });
    });
  });
});
