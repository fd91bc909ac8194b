import { DomainError } from '@debrief/kernel';
import { decideReplay } from './decide-replay';

const [same, other] = [Buffer.from('same'), Buffer.from('other')];
const day = 24 * 3600;

const outcome = (status: number | null, ageSeconds: number, requestHash: Buffer): string => {
  try {
    return decideReplay({ status, ageSeconds, requestHash }, same);
  } catch (error) {
    return error instanceof DomainError ? `${error.reason} ${error.retryAfter ?? ''}`.trim() : 'another error';
  }
};

describe('decideReplay', () => {
  it.each([
    ['finished, same body', 201, 5, same, 'replay'],
    ['finished, another body', 201, 5, other, 'idempotency_conflict'],
    ['running, same body', null, 5, same, 'idempotency_conflict 1'],
    ['running, another body', null, 5, other, 'idempotency_conflict'],
    ['abandoned, same body', null, 61, same, 'run'],
    ['abandoned, another body', null, 61, other, 'idempotency_conflict'],
    ['just within the day', 201, day, same, 'replay'],
    ['older than a day', 201, day + 1, same, 'run'],
    ['older than a day, another body', 201, day + 1, other, 'run'],
  ] as const)('%s', (_name, status, age, hash, expected) => {
    expect(outcome(status, age, hash)).toBe(expected);
  });
});
