import type { Evidence } from './evidence.types';
import { writeEvidence } from './write-evidence';

const event = (seq: number, payload: unknown = { content: `step ${seq}` }) => ({
  seq,
  type: 'agent_message',
  name: null,
  agent: 'booker',
  payload: payload as never,
});
const evidence = (events: Evidence['events'], changes: Partial<Evidence> = {}): Evidence => ({
  incident: {
    id: 'i',
    fingerprint: 'f',
    label: 'loop',
    title: 'A loop',
    severity: 'high',
    root_cause: null,
    critical_step_seq: 50,
    session_count: 1,
  },
  session_id: 'sess_1',
  goal: 'Book',
  detections: [],
  code: null,
  events,
  ...changes,
});
const seqsIn = (text: string): number[] => [...text.matchAll(/^\{"seq":(\d+)/gm)].map(([, seq]) => Number(seq));

describe('writeEvidence', () => {
  it('writes what is known, then the events in order, each a line of JSON', () => {
    const [head, ...lines] = writeEvidence(evidence([event(1), event(2)])).split('\n');
    expect(JSON.parse(head!)).toMatchObject({ goal: 'Book', incident: { label: 'loop' } });
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([event(1), event(2)]);
  });

  it('keeps the events nearest to the critical step where not all have room, and says so', () => {
    const text = writeEvidence(evidence(Array.from({ length: 101 }, (_, seq) => event(seq))), 2_000);
    const seqs = seqsIn(text);
    expect(Buffer.byteLength(text)).toBeLessThan(2_100);
    expect(seqs.length).toBeGreaterThan(5);
    expect(Math.abs(seqs[0]! + seqs.at(-1)! - 100)).toBeLessThanOrEqual(1);
    expect(text).toMatch(new RegExp(`${101 - seqs.length} events are left out$`));
  });

  it('shortens what is long, and stays within 60 KiB whatever it is given', () => {
    const long = 'ü'.repeat(100_000);
    const text = writeEvidence(evidence([event(50, { content: long })], { goal: long }));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(60 * 1024 + 200);
    expect(text).toMatch(/characters left out/);
  });

  it('breaks no line: text of a run cannot add one', () => {
    expect(writeEvidence(evidence([event(1, { content: 'a\n{"seq":9}\nb' })])).split('\n')).toHaveLength(2);
  });
});
