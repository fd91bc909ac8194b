import { cleanFilename } from './clean-filename';

describe('cleanFilename', () => {
  it.each([
    ['shot.png', 'shot.png'],
    ['/home/me/shot 1.png', 'shot_1.png'],
    ['C:\\Users\\me\\shot.png', 'shot.png'],
    ['../../etc/passwd', 'passwd'],
    ['..', 'artifact.bin'],
    ['.hidden', 'hidden'],
    ['__a__.png__', 'a__.png'],
    ['-rf', '-rf'],
    ['naïve.png', 'na_ve.png'],
    ['a😀b.png', 'a_b.png'],
    ['a\r\nSet-Cookie: x', 'a__Set-Cookie__x'],
    ['folder/', 'artifact.bin'],
    ['', 'artifact.bin'],
    [null, 'artifact.bin'],
    [undefined, 'artifact.bin'],
    [`${'x'.repeat(300)}.png`, `${'x'.repeat(124)}.png`],
    ['_'.repeat(100_000), 'artifact.bin'],
  ])('makes of %j', (name, clean) => {
    expect(cleanFilename(name)).toBe(clean);
  });
});
