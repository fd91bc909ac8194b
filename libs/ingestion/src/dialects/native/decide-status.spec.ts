import type { JsonObject } from '@debrief/kernel';
import { decideStatus } from './decide-status';

describe('decideStatus', () => {
  it.each<[JsonObject, string, string | null]>([
    [{ status: 'completed' }, 'completed', 'completed'],
    [{ status: 'success' }, 'completed', 'success'],
    [{ status: 'passed' }, 'completed', 'passed'],
    [{ status: ' Failed ' }, 'failed', ' Failed '],
    [{ status: 'ERROR' }, 'failed', 'ERROR'],
    [{ status: 'aborted' }, 'aborted', 'aborted'],
    [{ status: 'cancelled' }, 'aborted', 'cancelled'],
    [{ status: 'canceled' }, 'aborted', 'canceled'],
    [{ status: 'timed_out' }, 'ended', 'timed_out'],
    [{ status: 'constructor' }, 'ended', 'constructor'],
    [{ status: 'completed', error: 'boom' }, 'completed', 'completed'],
    [{ status: 'a\0'.repeat(200) }, 'ended', 'a\uFFFD'.repeat(128)],
    [{}, 'completed', null],
    [{ status: null, error: null }, 'completed', null],
    [{ status: '  ', error: '' }, 'completed', null],
    [{ status: 5 }, 'completed', null],
    [{ error: 'boom' }, 'failed', null],
    [{ status: null, error: { code: 1 } }, 'failed', null],
  ])('%j is %s', (payload, status, endStatus) => {
    expect(decideStatus(payload)).toEqual({ status, endStatus });
  });
});
