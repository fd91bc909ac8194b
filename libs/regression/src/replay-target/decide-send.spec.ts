import { decideSend, type SendResult } from './decide-send';

const answered = (status: number): SendResult => ({ kind: 'answered', status });
const again = (afterSeconds: number, problem: string) => ({ kind: 'again', afterSeconds, problem });
const givenUp = (problem: string) => ({ kind: 'given_up', problem });

describe('decideSend', () => {
  it.each([
    [answered(200), 1, { kind: 'sent' }],
    [answered(202), 5, { kind: 'sent' }],
    [answered(500), 1, again(5, 'send_failed: http_500')],
    [answered(503), 2, again(30, 'send_failed: http_503')],
    [answered(429), 3, again(120, 'send_failed: http_429')],
    [{ kind: 'failed', reason: 'timeout' }, 4, again(300, 'send_failed: timeout')],
    [{ kind: 'failed', reason: 'timeout' }, 5, givenUp('send_failed: timeout')],
    [answered(400), 1, givenUp('send_failed: http_400')],
    [answered(410), 1, givenUp('send_failed: http_410')],
    [{ kind: 'refused', reason: 'redirect' }, 1, givenUp('send_failed: redirect')],
  ] as [SendResult, number, object][])('of %j at try %d is %j', (result, sends, expected) =>
    expect(decideSend(result, sends)).toEqual(expected),
  );
});
