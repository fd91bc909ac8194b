import { otlpSpan, otlpSpanEvent } from '../../../../../../test/factories/otlp-span';
import { field, firstText, reading } from './source';
import { SpanReader } from './span-reader';

const said = field(['topics.spec.a', reading(['topics.spec.b'], (reader) => reader.value('topics.spec.b'))]);
const isOn = (span: Parameters<typeof otlpSpan>[0]): boolean => new SpanReader(otlpSpan(span)).isOn(said.topic);

describe('the topic of a field', () => {
  it.each(['topics.spec.a', 'topics.spec.b'])('is on for a span that has %s', (name) =>
    expect(isOn({ attributes: { other: 1, [name]: 'x' } })).toBe(true),
  );

  it('is on for a span whose event of details has it', () => {
    const event = otlpSpanEvent('gen_ai.client.inference.operation.details', { 'topics.spec.a': 'x' });
    expect(isOn({ events: [event] })).toBe(true);
  });

  it('is off for all others', () => expect(isOn({ attributes: { 'topics.spec': 'x' } })).toBe(false));

  it('is every span where a rule does not say what it reads', () => {
    const open = field(['topics.spec.a', ({ span }) => span.name]);
    expect(firstText(new SpanReader(otlpSpan({ name: 'chat' })), open)).toBe('chat');
  });
});
