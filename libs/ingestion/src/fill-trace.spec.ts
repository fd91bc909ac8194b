import { type JsonObject, parseJson } from '@debrief/kernel';
import { fillTrace, toColumns } from './fill-trace';
import type { NewTrace } from './ingestion.types';
import { createMasker } from './masking/masker';
import type { TraceRow } from './trace.queries';

const nothing: NewTrace = {
  ...{ id: 't', sessionId: null, userGoal: null, agent: null, environment: null, source: null },
  ...{ metadata: null, tags: null, project: null },
};
const wanted = (said: Partial<NewTrace>) => toColumns({ ...nothing, ...said }, 'p', createMasker());
const stored = (row: Partial<TraceRow>): TraceRow =>
  ({
    ...{ externalId: 't', sessionId: 't', userGoal: null, agent: null, environment: null, source: null },
    ...{ metadata: '{}', tags: [], ...row },
  }) as TraceRow;

it('fills in metadata whose integers are beyond a double, digit for digit, with secrets masked', () => {
  const text = '{"order":12345678901234567890,"deep":[{"n":-98765432109876543210}],"password":"hunter2"}';
  const metadata = parseJson(text) as JsonObject;
  expect(fillTrace(stored({}), wanted({ metadata }))).toEqual({ metadata: text.replace('hunter2', '[REDACTED]') });
  expect(JSON.stringify(metadata)).toBe(text);
});

it('takes the session of a trace from its metadata where nothing else names it', () => {
  expect(fillTrace(stored({}), wanted({ metadata: { session_id: 's' } }))).toMatchObject({ sessionId: 's' });
  expect(fillTrace(stored({}), wanted({ metadata: { session_id: 's' }, sessionId: 'u' }))).toMatchObject({
    sessionId: 'u',
  });
  expect(fillTrace(stored({}), wanted({ metadata: { session_id: 1 } }))).not.toHaveProperty('sessionId');
});

it('leaves what is set', () => {
  const row = stored({ agent: 'a', metadata: '{"k":1}', tags: ['x'], sessionId: 's' });
  const said = { agent: 'b', userGoal: 'goal', metadata: { k: 2 }, tags: ['y'], sessionId: 'u' };
  expect(fillTrace(row, wanted(said))).toEqual({ userGoal: 'goal' });
});
