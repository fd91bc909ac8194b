import type { Observation } from '@debrief/replay';
import { readTargetFilter } from '../definition/target-filter';
import type { Evaluator } from '../evaluators/evaluator.types';
import { chooseNamedTargets, chooseTargets, maxObservations, type SettledRun } from './choose-targets';

const observation = (spanId: string, fields: Partial<Observation> = {}) =>
  ({ spanId, type: 'GENERATION', name: 'chat', model: 'gpt-5', ...fields }) as Observation;
const run = (observations: Observation[] = []): SettledRun => ({
  externalId: 'run',
  name: 'support',
  models: ['gpt-5'],
  tags: ['eu'],
  environment: 'production',
  observations,
});
const idsOf = (filter: object, settled: SettledRun, samplingRate = 1): (string | null)[] =>
  chooseTargets({ id: 'e', samplingRate, targetFilter: readTargetFilter(filter) } as Evaluator, settled).map(
    ({ observationId }) => observationId,
  );

describe('chooseTargets', () => {
  it('is the run', () => expect(idsOf({ names: ['support'], tags: ['eu'] }, run())).toEqual([null]));

  it('is nothing where the run does not pass or is not sampled', () => {
    expect(idsOf({ names: ['sales'] }, run())).toEqual([]);
    expect(idsOf({}, run(), 0)).toEqual([]);
  });

  it('is the observations of the types that are asked for, by their own names and models', () => {
    const some = [
      observation('a'),
      observation('b', { type: 'TOOL', model: null }),
      observation('c', { name: 'plan' }),
      observation('d', { model: 'claude' }),
    ];
    expect(idsOf({ observationTypes: ['generation'] }, run(some))).toEqual(['a', 'c', 'd']);
    expect(idsOf({ observationTypes: ['generation'], names: ['chat'], models: ['gpt-5'] }, run(some))).toEqual(['a']);
    expect(idsOf({ observationTypes: ['tool'], environments: ['staging'] }, run(some))).toEqual([]);
  });

  it('has an end', () => {
    const many = Array.from({ length: maxObservations + 1 }, (_, index) => observation(String(index)));
    expect(idsOf({ observationTypes: ['generation'] }, run(many))).toHaveLength(maxObservations);
  });
});

describe('chooseNamedTargets', () => {
  const idsOf = (filter: object, settled: SettledRun): (string | null)[] =>
    chooseNamedTargets({ id: 'e', samplingRate: 0, targetFilter: readTargetFilter(filter) } as Evaluator, settled).map(
      ({ observationId }) => observationId,
    );

  it('is the run, whatever it is called and wherever it ran', () =>
    expect(idsOf({ names: ['sales'], models: ['claude'], tags: ['us'], environments: ['staging'] }, run())).toEqual([
      null,
    ]));

  it('is the observations of the kind that is asked for', () => {
    const some = [observation('a'), observation('b', { type: 'TOOL' }), observation('c', { name: 'plan' })];
    const wanted = { observationTypes: ['generation'], names: ['chat'], environments: ['staging'] };
    expect(idsOf(wanted, run(some))).toEqual(['a']);
    expect(idsOf(wanted, run())).toEqual([]);
  });
});
