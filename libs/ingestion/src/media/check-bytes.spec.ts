import { createHash } from 'node:crypto';
import { checkBytes } from './check-bytes';

const pieces = ['one ', 'two ', 'three'].map((text) => Buffer.from(text));
const whole = Buffer.concat(pieces);
const sha256 = createHash('sha256').update(whole).digest('hex');

const send = async function* (sent: readonly Buffer[], end?: Error): AsyncGenerator<Buffer> {
  yield* sent;
  if (end) throw end;
};

const outcomeOf = async (sent: readonly Buffer[], declared = { sizeBytes: whole.length, sha256 }, end?: Error) => {
  const { bytes, problem } = checkBytes(send(sent, end), declared);
  const passed: Buffer[] = [];
  try {
    for await (const piece of bytes) passed.push(piece);
  } catch (error) {
    expect(problem()).toBe(error);
  }
  return { passed: Buffer.concat(passed), code: problem()?.code };
};

describe('bytes that were declared', () => {
  it('pass as they are', async () => {
    expect(await outcomeOf(pieces)).toEqual({ passed: whole, code: undefined });
    expect(await outcomeOf([whole])).toEqual({ passed: whole, code: undefined });
  });

  it.each([
    ['are more', [...pieces, Buffer.from('!')], undefined, 'INVALID'],
    ['are fewer', pieces.slice(0, 2), undefined, 'INVALID'],
    ['are others', [...pieces.slice(0, 2), Buffer.from('THREE')], undefined, 'INVALID'],
    ['break off', pieces, new Error('aborted'), 'MALFORMED'],
  ])('break off before their end when they %s', async (_case, sent, end, code) => {
    const outcome = await outcomeOf(sent, undefined, end);
    expect(outcome.code).toBe(code);
    expect(outcome.passed.length).toBeLessThan(whole.length);
  });
});
