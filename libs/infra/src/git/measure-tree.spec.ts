import { measureTree } from './measure-tree';

const id = 'a'.repeat(40);

it.each([
  ['', 0, 0],
  [`100644 blob ${id}       7\ta.ts\u0000`, 7, 1],
  [
    `100644 blob ${id}       7\ta b\tc\u0000120000 blob ${id}      12\tlink\u0000160000 commit ${id}       -\tmodule\u0000`,
    19,
    2,
  ],
])('a tree of %j writes %i bytes in %i files', (listing, bytes, files) => {
  expect(measureTree(listing)).toEqual({ bytes, files });
});
