import type { JsonObject } from '@debrief/kernel';
import { ExperimentLinks, type SentSpan } from './experiment-links';

const span = (attributes: JsonObject, traceId = 't') => ({
  traceId,
  attributes: Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [`langfuse.experiment.${name}`, value]),
  ),
});
const linksOf = (...spans: SentSpan[]) => {
  const links = new ExperimentLinks();
  for (const span of spans) links.hear(span);
  return links.all;
};
const whole = { id: 'e', 'dataset.id': 'd', 'item.id': 'i' };

describe('ExperimentLinks', () => {
  it('puts together what the spans of a trace say', () =>
    expect(
      linksOf(
        span({ ...whole, description: 'why' }),
        span({ ...whole, name: 'run', metadata: '{"n":9007199254740993}', 'item.root_observation_id': 'o' }),
        span({ ...whole, 'item.root_observation_id': 'other' }),
        span(whole, 'u'),
      ),
    ).toEqual([
      {
        ...{ traceId: 't', experimentId: 'e', datasetId: 'd', itemId: 'i', name: 'run', description: 'why' },
        ...{ metadata: { n: expect.anything() }, observationId: 'o' },
      },
      {
        ...{ traceId: 'u', experimentId: 'e', datasetId: 'd', itemId: 'i', name: null, description: null },
        ...{ metadata: null, observationId: null },
      },
    ]));

  it.each([
    ['no experiment', { 'dataset.id': 'd', 'item.id': 'i' }],
    ['items of no dataset', { id: 'e', 'item.id': 'hash' }],
    ['no item', { id: 'e', 'dataset.id': 'd' }],
    ['an id that is no text', { ...whole, id: 5 }],
    ['an empty id', { ...whole, 'item.id': '' }],
  ])('finds nothing in spans of %s', (_what, attributes) => expect(linksOf(span(attributes))).toEqual([]));

  it('keeps metadata that is no JSON as the text that it is', () =>
    expect(linksOf(span({ ...whole, metadata: '{broken' }))[0]?.metadata).toBe('{broken'));
});
