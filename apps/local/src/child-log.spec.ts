import { toTerminalLine } from './child-log';

describe('what the terminal shows of a log', () => {
  it.each([
    ['nothing of ordinary records', '{"level":"info","msg":"listening"}', undefined],
    ['nothing of an empty line', '   ', undefined],
    ['warnings', '{"level":"warn","time":1,"msg":"slow query"}', 'warn: slow query'],
    [
      'errors with their cause',
      '{"level":"error","err":{"message":"refused"},"msg":"append failed"}',
      'error: append failed: refused',
    ],
    ['a stack trace as it is', 'Error: boom', 'Error: boom'],
    ['a broken record as it is', '{"level":"error","msg":', '{"level":"error","msg":'],
    ['no record that only quotes a level in its text', '{"level":"info","msg":"\\"level\\":\\"error\\""}', undefined],
  ])('%s', (_name, line, expected) => {
    expect(toTerminalLine(line)).toBe(expected);
  });
});
