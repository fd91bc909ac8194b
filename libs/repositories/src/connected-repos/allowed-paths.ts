import { invalid } from '@debrief/kernel';

export const defaultAllowedPaths: readonly string[] = ['agents/'];

const maxPaths = 50;
const maxLength = 512;

/**
 * Whether a text is a path inside a repository and nothing else: relative, with `/`, no `.` or `..`, not in `.git`. As git does
 * with `core.protectNTFS` and `core.protectHFS`, other spellings of `.git` are refused, too.
 */
export const isRepositoryPath = (path: string): boolean =>
  path.length > 0 &&
  path.length <= maxLength &&
  // eslint-disable-next-line no-control-regex
  !/[\u0000-\u001f\u007f\\:]/.test(path) &&
  path.split('/').every((segment) => !['', '.', '..'].includes(segment) && !isGitFolder(segment));

/** Windows drops dots and spaces at the end, and has `git~1` for it; macOS drops these characters that nobody sees. */
const isGitFolder = (segment: string): boolean =>
  ['.git', 'git~1'].includes(
    segment
      .replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, '')
      .replace(/[. ]{1,512}$/, '')
      .toLowerCase(),
  );

/**
 * Paths under which a fix may change files: a folder (`agents/`) or a file or folder (`agents/book.ts`).
 * @throws INVALID `allowed_paths`
 */
export const readAllowedPaths = (paths: readonly string[]): string[] => {
  if (paths.length === 0 || paths.length > maxPaths) throw invalid('allowed_paths', `must hold 1 to ${maxPaths} paths`);
  for (const path of paths) {
    if (!isRepositoryPath(withoutSlash(path)))
      throw invalid('allowed_paths', 'must hold relative paths, without . or .., backslash or .git');
  }
  return [...new Set(paths)];
};

/** Whether a file may be changed. */
export const isAllowedPath = (allowedPaths: readonly string[], path: string): boolean =>
  isRepositoryPath(path) &&
  allowedPaths.some((allowed) => path === allowed || path.startsWith(`${withoutSlash(allowed)}/`));

const withoutSlash = (path: string): string => (path.endsWith('/') ? path.slice(0, -1) : path);
