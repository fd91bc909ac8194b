import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evalDetectors } from '../../bench/src/labelled/eval-detectors';
import type { Evaluation } from '../../bench/src/labelled/evaluate';

const fixtures = join(__dirname, '..', 'fixtures', 'labelled');
const sharedData = join(__dirname, '..', '..', '..', 'shared', 'data', 'labelled');

describe('the evaluation of the detectors', () => {
  let printed: string[];
  beforeEach(() => {
    printed = [];
    const print = (...texts: unknown[]): void => void printed.push(texts.map(String).join(' '));
    jest.spyOn(console, 'log').mockImplementation(print);
    jest.spyOn(console, 'error').mockImplementation(print);
    jest.spyOn(console, 'table').mockImplementation(print);
  });
  afterEach(() => jest.restoreAllMocks());

  const evaluateFolder = async (folder: string): Promise<Evaluation> => {
    await evalDetectors([folder, '--json']);
    return JSON.parse(printed.join('\n')) as Evaluation;
  };

  it('scores each set by its labels, an unknown set and unknown steps included', async () => {
    const { sets, overall, refusedEvents } = await evaluateFolder(fixtures);
    expect(sets.map(({ dataset, runs, steps }) => [dataset, runs, steps.exact.of])).toEqual([
      ['agentdojo', 2, 0],
      ['agentrx-tau', 2, 1],
      ['fixture', 1, 1],
      ['some-new-set', 1, 0],
      ['whowhen-ag', 2, 2],
      ['whowhen-hc', 1, 1],
    ]);
    expect(overall.runs).toBe(9);
    expect(overall.defectsOnSuccess.of).toBe(2);
    expect(refusedEvents).toBe(0);
  });

  it('works out the floors on the same runs', async () => {
    const { sets } = await evaluateFolder(fixtures);
    const floors = Object.fromEntries(sets.map(({ dataset, floor }) => [dataset, floor?.hits ?? null]));
    expect(floors).toMatchObject({ 'agentrx-tau': 1, 'whowhen-ag': 1, 'whowhen-hc': 0, fixture: null });
  });

  it('prints tables for people', async () => {
    await evalDetectors([fixtures]);
    expect(printed.join('\n')).toContain('Critical step (V1–V4)');
  });

  it.each([
    ['no JSON', '{"trace_id": ', /runs\.jsonl:2: /],
    ['no object', '[]', /runs\.jsonl:2: a run is an object/],
    ['no events', '{"trace_id": "x"}', /runs\.jsonl:2: events is not a list/],
    ['a step without a seq', '{"trace_id": "x", "events": [{"type": "message"}]}', /:2: events\[0\]\.seq/],
    ['an unknown outcome', '{"trace_id": "x", "outcome": "maybe", "events": []}', /:2: outcome/],
  ])('says where a line is malformed: %s', async (_, line, message) => {
    const folder = mkdtempSync(join(tmpdir(), 'labelled-'));
    writeFileSync(join(folder, 'runs.jsonl'), `{"trace_id": "good", "events": []}\n${line}\n`);
    expect(await evalDetectors([folder])).toBe(2);
    expect(printed.join('\n')).toMatch(message);
  });

  it.each([[['/does/not/exist']], [[]], [[fixtures, '--unknown']]])('refuses %j with exit code 2', async (args) => {
    expect(await evalDetectors(args)).toBe(2);
  });

  const hasData = existsSync(sharedData);
  if (!hasData) console.warn('The labelled data sets are absent: only the fixtures were evaluated.');
  const title = 'reads all data sets without losing an event';
  (hasData ? it : it.skip)(
    hasData ? title : `${title} (skipped: no data sets beside the repository)`,
    async () => {
      const { overall, refusedEvents } = await evaluateFolder(sharedData);
      expect(overall.runs).toBeGreaterThan(1000);
      expect(overall.steps.exact.of).toBeGreaterThan(150);
      expect(refusedEvents).toBe(0);
    },
    120_000,
  );
});
