import { positionId, toFrame } from './sse-frame';

it('writes id, event and data', () => {
  expect(toFrame(positionId(10077), 'event', '{"seq":42}').toString()).toBe(
    'id: @10077\nevent: event\ndata: {"seq":42}\n\n',
  );
});

it.each([['{"a":\n1}'], ['{\r\n  "a": 1\r\n}'], ['{"a":"x\\ny"}']])(
  'keeps %j one line of data with the same meaning',
  (json) => {
    const lines = toFrame('@1', 'event', json).toString().split('\n');
    expect(lines).toHaveLength(5);
    expect(JSON.parse((lines[2] ?? '').slice('data: '.length))).toEqual(JSON.parse(json));
  },
);
