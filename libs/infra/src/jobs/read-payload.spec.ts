import { newId } from '@debrief/kernel';
import { readPayload } from './read-payload';

describe('readPayload', () => {
  const projectId = newId();

  it.each([
    ['what was sent', { projectId }, { projectId }],
    ['an optional field', { projectId, afterTraceId: projectId }, { projectId, afterTraceId: projectId }],
    ['without a field that a newer version added', { projectId, since: 1 }, { projectId }],
  ])('gives %s', (_name, sent, payload) => {
    expect({ ...readPayload('retention.expire-traces', sent) }).toEqual(payload);
  });

  it.each([
    ['a required field is missing', {}],
    ['a field has the wrong form', { projectId: 'default' }],
    ['it is a list', []],
    ['it is null', null],
  ])('refuses a payload in which %s', (_name, sent) => {
    expect(() => readPayload('retention.expire-traces', sent)).toThrow(expect.objectContaining({ code: 'INVALID' }));
  });

  it('does not repeat a bad value', () => {
    expect(() => readPayload('retention.expire-traces', { projectId: 'hunter2' })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('hunter2') }),
    );
  });
});
