import type { JsonObject, JsonValue } from '@debrief/kernel';
import type { NativeEvent } from './native-event';
import type { TraceStart } from '../../new-event';
import { readSessionStart } from './read-session-start';

const none: TraceStart = {
  sessionId: null,
  userGoal: null,
  agent: null,
  environment: null,
  source: null,
  metadata: null,
  tags: [],
};
const start = (payload: JsonObject, type = 'state_change'): TraceStart | null =>
  readSessionStart({ type, session_id: 's', timestamp: 't', seq: 0, idempotency_key: 'k', payload } as NativeEvent);
const after = (fields: JsonValue): TraceStart | null => start({ name: 'session_started', after: fields });

describe('readSessionStart', () => {
  it.each([
    [{ name: 'other', after: {} }, 'state_change'],
    [{ after: {} }, 'state_change'],
    [{ name: 'session_started', after: {} }, 'metric'],
  ])('%j of type %s is no start', (payload, type) => {
    expect(start(payload as JsonObject, type)).toBeNull();
  });

  it('reads what the SDK announces', () => {
    const fields = { agent: 'booker', user_goal: 'Book', project_id: 'p', environment: 'prod', tags: ['a', 'b'] };
    expect(after(fields)).toEqual({
      ...none,
      agent: 'booker',
      userGoal: 'Book',
      environment: 'prod',
      tags: ['a', 'b'],
    });
  });

  it.each<[JsonValue, Partial<TraceStart>]>([
    [null, {}],
    ['text', {}],
    [[], {}],
    [{ agent: 5, user_goal: {}, environment: null, tags: 'a', metadata: [], session_id: 7 }, {}],
    [
      { session_id: 'c1', metadata: { session_id: 'c2' } },
      { sessionId: 'c1', metadata: '{"session_id":"c2"}' },
    ],
    [{ metadata: { session_id: 'c2' } }, { sessionId: 'c2', metadata: '{"session_id":"c2"}' }],
    [{ session_id: '' }, {}],
    [{ session_id: 'c'.repeat(257) }, {}],
    [
      { user_goal: 'g'.repeat(10_001), source: 's\0' },
      { userGoal: 'g'.repeat(10_000), source: 's\uFFFD' },
    ],
    [{ tags: ['a', 5, null, 't'.repeat(129), 'b\ud800'] }, { tags: ['a', 'b\uFFFD'] }],
    [{ tags: Array.from({ length: 60 }, () => 't') }, { tags: Array.from({ length: 50 }, () => 't') }],
    [{ metadata: { big: 'x'.repeat(70_000) } }, {}],
  ])('%j', (fields, expected) => {
    expect(after(fields)).toEqual({ ...none, ...expected });
  });
});
