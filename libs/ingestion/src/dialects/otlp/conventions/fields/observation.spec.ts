import type { JsonObject } from '@debrief/kernel';
import { otlpSpan } from '../../../../../../../test/factories/otlp-span';
import { SpanReader } from '../span-reader';
import { readObservation, toObservationLevel } from './observation';

const read = (attributes: JsonObject, message = '') =>
  readObservation(new SpanReader(otlpSpan({ attributes, status: { code: 0, message } })));

const nothing = { level: null, statusMessage: null, isMoment: false, isAppRoot: false };

describe('readObservation', () => {
  it.each<[string, JsonObject, object]>([
    ['nothing', {}, {}],
    ['a level', { 'langfuse.observation.level': 'warning' }, { level: 'WARNING' }],
    ['no level', { 'langfuse.observation.level': 'LOUD' }, {}],
    ['a message', { 'langfuse.observation.status_message': 'lost' }, { statusMessage: 'lost' }],
    ['a moment', { 'langfuse.observation.type': 'EVENT' }, { isMoment: true }],
    ['a span', { 'langfuse.observation.type': 'span' }, {}],
    ['the root of an application', { 'langfuse.internal.is_app_root': true }, { isAppRoot: true }],
    ['the same in its older word, as text', { 'langfuse.internal.as_root': 'true' }, { isAppRoot: true }],
    ['no root', { 'langfuse.internal.as_root': false }, {}],
  ])('reads %s', (_what, attributes, expected) => expect(read(attributes)).toEqual({ ...nothing, ...expected }));

  it('takes the status’ message where there is none of its own', () => {
    expect(read({}, 'broke')).toMatchObject({ statusMessage: 'broke' });
    expect(read({ 'langfuse.observation.status_message': 'own' }, 'broke')).toMatchObject({ statusMessage: 'own' });
  });
});

describe('toObservationLevel', () => {
  it.each([
    ['INFO', 'DEFAULT'],
    ['info', 'DEFAULT'],
    ['Error', 'ERROR'],
    ['warn', 'WARNING'],
    ['__proto__', null],
    ['', null],
    [undefined, null],
  ])('reads %p as %p', (text, level) => expect(toObservationLevel(text)).toBe(level));
});
