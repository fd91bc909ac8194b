import { type CiStatus, moveCiStatus, readCiOutcome, readCiStatus } from './ci-status';

describe('readCiStatus', () => {
  it.each([
    ['success', 'success'],
    ['completed', 'success'],
    ['failed', 'failure'],
    ['in_progress', 'running'],
    ['IN-PROGRESS', 'running'],
    ['queued', 'pending'],
    ['canceled', 'cancelled'],
    ['skipped', 'skipped'],
  ])('reads %p as %p', (word, status) => expect(readCiStatus(word)).toBe(status));

  it.each(['', 'constructor', 'done?'])('refuses %p', (word) =>
    expect(() => readCiStatus(word)).toThrow(expect.objectContaining({ code: 'INVALID' })),
  );
});

describe('readCiOutcome', () => {
  it.each([
    ['completed', null, 'success'],
    ['completed', 'success', 'success'],
    ['completed', 'failure', 'failure'],
    ['completed', 'timed_out', 'failure'],
    ['completed', 'cancelled', 'cancelled'],
    ['completed', 'neutral', 'success'],
    ['completed', 'queued', 'success'],
    ['failure', 'success', 'failure'],
    ['running', 'failure', 'running'],
  ])('reads %p with %p as %p', (word, conclusion, status) => expect(readCiOutcome(word, conclusion)).toBe(status));
});

describe('moveCiStatus', () => {
  it.each<[CiStatus, CiStatus, CiStatus | 'CONFLICT']>([
    ['pending', 'running', 'running'],
    ['running', 'pending', 'pending'],
    ['running', 'success', 'success'],
    ['pending', 'cancelled', 'cancelled'],
    ['success', 'success', 'success'],
    ['success', 'failure', 'CONFLICT'],
    ['failure', 'success', 'CONFLICT'],
    ['success', 'running', 'CONFLICT'],
    ['skipped', 'pending', 'CONFLICT'],
  ])('from %p by %p is %p', (from, to, result) => {
    if (result === 'CONFLICT')
      expect(() => moveCiStatus(from, to)).toThrow(expect.objectContaining({ code: 'CONFLICT' }));
    else expect(moveCiStatus(from, to)).toBe(result);
  });
});
