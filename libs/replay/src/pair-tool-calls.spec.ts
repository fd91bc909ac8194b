import { pairToolCalls, type ToolEvent } from './pair-tool-calls';

const call = (seq: number, callId?: string): ToolEvent => ({
  seq,
  type: 'tool_call',
  payload: { tool_name: 'search', arguments: { n: seq }, ...(callId ? { call_id: callId } : {}) },
});
const result = (seq: number, value: string, callId?: string): ToolEvent => ({
  seq,
  type: 'tool_result',
  payload: { result: value, ...(callId ? { call_id: callId } : {}) },
});

describe('pairToolCalls', () => {
  it.each<[string, ToolEvent[], [number, number | null, unknown][]]>([
    [
      'pairs by call_id, whatever the order of the answers',
      [call(0, 'a'), call(1, 'b'), result(2, 'B', 'b'), result(3, 'A', 'a')],
      [
        [0, 3, 'A'],
        [1, 2, 'B'],
      ],
    ],
    [
      'pairs first come first served without ids',
      [call(0), call(1), result(2, 'x'), result(3, 'y')],
      [
        [0, 2, 'x'],
        [1, 3, 'y'],
      ],
    ],
    [
      'leaves a call without an answer open',
      [call(0), call(1, 'b'), result(2, 'B', 'b')],
      [
        [0, null, null],
        [1, 2, 'B'],
      ],
    ],
    [
      'answers a reused call_id in turn',
      [call(0, 'a'), result(1, 'one', 'a'), call(2, 'a'), result(3, 'two', 'a')],
      [
        [0, 1, 'one'],
        [2, 3, 'two'],
      ],
    ],
    [
      'leaves out a result that fits no call',
      [result(0, 'x'), call(1, 'a'), result(2, 'y', 'other')],
      [[1, null, null]],
    ],
  ])('%s', (_name, events, expected) => {
    expect(pairToolCalls(events).map((e) => [e.seq, e.resultSeq, e.result])).toEqual(expected);
  });

  it('keeps a tool error beside the call', () => {
    const failed: ToolEvent = { seq: 1, type: 'tool_result', payload: { error: 'timeout' } };
    expect(pairToolCalls([call(0), failed])).toMatchObject([
      { toolName: 'search', arguments: { n: 0 }, error: 'timeout', result: null },
    ]);
  });
});
