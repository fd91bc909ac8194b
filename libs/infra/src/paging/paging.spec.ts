import { DomainError } from '@debrief/kernel';
import { deriveKey } from '../secrets/derive-key';
import { Cursors } from './cursors';
import { readPageRequest, toPage } from './page';

const bond = { workspaceId: 'w1', list: 'projects', filters: { status: 'failed', agent: undefined } };
const cursors = new Cursors(deriveKey('s'.repeat(32), 'cursor'));

describe('Cursors', () => {
  it('gives back the position that was sealed, whatever the order of filters', () => {
    const cursor = cursors.seal({ ...bond, filters: { a: 1, b: 2 } }, ['2026-01-01', 7, null]);
    expect(cursors.open({ ...bond, filters: { b: 2, a: 1, c: undefined } }, cursor)).toEqual(['2026-01-01', 7, null]);
  });

  it('reads no cursor as the start', () => expect(cursors.open(bond, undefined)).toBeUndefined());

  const sealed = cursors.seal(bond, ['x', 1]);
  it.each([
    ['another workspace', { ...bond, workspaceId: 'w2' }, sealed],
    ['another list', { ...bond, list: 'keys' }, sealed],
    ['another filter', { ...bond, filters: { status: 'completed' } }, sealed],
    ['one changed character', bond, sealed.slice(0, -1) + (sealed.endsWith('A') ? 'B' : 'A')],
    ['another spelling of the same bytes', bond, `${sealed}=`],
    ['a cut cursor', bond, sealed.slice(0, 8)],
    ['no base64', bond, '§§§'],
    ['an empty text', bond, ''],
    ['a cursor under another key', bond, new Cursors(deriveKey('t'.repeat(32), 'cursor')).seal(bond, ['x', 1])],
  ])('refuses %s', (_what, where, cursor) => {
    expect(() => cursors.open(where, cursor)).toThrow(
      expect.objectContaining({ code: 'MALFORMED', reason: 'invalid_cursor' }),
    );
  });
});

describe('readPageRequest', () => {
  it.each([
    [undefined, 50],
    ['1', 1],
    ['200', 200],
    ['201', 200],
    ['9'.repeat(400), 200],
  ])('reads limit %p as %p', (limit, expected) => expect(readPageRequest({ limit }).limit).toBe(expected));

  it.each(['0', '-1', '1.5', 'ten', '', '1e2', ' 5', ['1', '2']])('refuses limit %p', (limit) =>
    expect(() => readPageRequest({ limit })).toThrow(DomainError),
  );
});

describe('toPage', () => {
  it.each([
    [[], 2, [], null],
    [[1, 2], 2, [1, 2], null],
    [[1, 2, 3], 2, [1, 2], 'after 2'],
  ])('of %p with limit %p', (rows, limit, items, nextCursor) =>
    expect(toPage<number>(rows, limit, (last) => `after ${last}`)).toEqual({ items, nextCursor }),
  );
});
