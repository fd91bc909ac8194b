import { toWaitSeconds } from './fix-runs.dto';

describe('toWaitSeconds', () => {
  it.each<[number | undefined, string | undefined, number]>([
    [undefined, undefined, 25],
    [0, undefined, 0],
    [3, 'wait=10', 3],
    [undefined, 'wait=10', 10],
    [undefined, 'respond-async, wait=10', 10],
    [undefined, 'WAIT=10;x', 10],
    [undefined, 'wait=999999999', 55],
    [undefined, 'wait=9999999999', 25],
    [undefined, 'await=10', 25],
    [undefined, 'wait=-1', 25],
    [undefined, 'wait=ten', 25],
  ])('body %j and Prefer %j: %i', (sent, prefer, expected) => expect(toWaitSeconds(sent, prefer)).toBe(expected));
});
