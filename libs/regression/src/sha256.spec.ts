import { sha256 } from './sha256';

it('sha256 is that of the UTF-8 bytes', () =>
  expect(sha256('é')).toBe('4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c'));
