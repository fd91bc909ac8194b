import { toTerminalLine } from './child-log';

describe('what the terminal shows of a log', () => {
  it.each([
    ['nothing of ordinary records', '{"level":30,"msg":"listening"}', undefined],
    ['nothing of an empty line', '   ', undefined],
    ['warnings', '{"level":40,"time":1,"msg":"slow query"}', 'warning: slow query'],
    [
      'errors with their cause',
      '{"level":50,"err":{"message":"refused"},"msg":"append failed"}',
      'error: append failed: refused',
    ],
    ['a stack trace as it is', 'Error: boom', 'Error: boom'],
    ['a broken record as it is', '{"level":50,"msg":', '{"level":50,"msg":'],
    ['no record that only quotes a level in its text', '{"level":30,"msg":"\\"level\\":50"}', undefined],
  ])('%s', (_name, line, expected) => {
    expect(toTerminalLine(line)).toBe(expected);
  });
});
