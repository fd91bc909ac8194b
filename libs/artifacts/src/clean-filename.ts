const maxLength = 128;

/**
 * A name that is safe in a path, a URL and a header (native.md §7): the last path part; what is not a letter, digit, `.`, `_` or
 * `-` becomes `_`; `.` and `_` at both ends are cut. Of a longer name the last 128 characters stay, its extension among them.
 */
export const cleanFilename = (name: string | null | undefined): string => {
  const last = name?.split(/[/\\]/).at(-1) ?? '';
  const safe = trimmed(trimmed(last.replace(/[^A-Za-z0-9._-]/gu, '_')).slice(-maxLength));
  return safe === '' ? 'artifact.bin' : safe;
};

const trimmed = (name: string): string => name.replace(/^[._]+/, '').replace(/[._]+$/, '');
