/** Why a path may not be written, in the words of the log and of `fallback_detail`. */
export type PathProblem =
  | 'empty'
  | 'absolute'
  | 'parent_folder'
  | 'backslash'
  | 'control_character'
  | 'unusual_name'
  | 'git_folder'
  | 'protected_file'
  | 'secret_file'
  | 'too_long'
  | 'outside_allowed_paths';

const maxLength = 512;
const maxSegment = 200;

/** Folders that steer what runs or who reviews: on the forge, in hooks of git and of its tools. */
const protectedFolders = new Set([
  '.github',
  '.gitlab',
  '.gitea',
  '.forgejo',
  '.circleci',
  '.buildkite',
  '.woodpecker',
  '.drone',
  '.azuredevops',
  '.husky',
  '.githooks',
  '.git-hooks',
  '.ci',
  '.devcontainer',
  '.vscode',
  '.idea',
  '.cargo',
  '.yarn',
  '.mvn',
  'node_modules',
]);

/** Files with the same power, wherever they lie. Lower case. */
const protectedFiles = new Set([
  'codeowners',
  '.gitattributes',
  '.gitmodules',
  '.gitconfig',
  '.gitignore',
  '.lfsconfig',
  '.mailmap',
  '.envrc',
  '.gitlab-ci.yml',
  '.travis.yml',
  'jenkinsfile',
  'azure-pipelines.yml',
  'azure-pipelines.yaml',
  'bitbucket-pipelines.yml',
  'appveyor.yml',
  '.appveyor.yml',
  '.drone.yml',
  '.woodpecker.yml',
  'cloudbuild.yaml',
  'cloudbuild.yml',
  'buildspec.yml',
  'dependabot.yml',
  'renovate.json',
  '.pre-commit-config.yaml',
  '.pre-commit-hooks.yaml',
  'lefthook.yml',
  '.lefthook.yml',
  '.yarnrc',
  '.yarnrc.yml',
  '.pnpmfile.cjs',
  'pip.conf',
  'bunfig.toml',
  '.condarc',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
  'bun.lockb',
  'deno.lock',
  'poetry.lock',
  'pdm.lock',
  'uv.lock',
  'pipfile.lock',
  'cargo.lock',
  'gemfile.lock',
  'composer.lock',
  'go.sum',
  'flake.lock',
  'packages.lock.json',
  'gradle.lockfile',
  'mix.lock',
  'pubspec.lock',
  'package.resolved',
  'podfile.lock',
  'conan.lock',
]);

/** Files that hold secrets by their trade: neither read nor written. */
const secretFile =
  /^(\.env(\..{1,50})?|\.npmrc|\.pypirc|\.netrc|_netrc|\.git-credentials|\.htpasswd|id_(rsa|dsa|ecdsa|ed25519)|credentials|.{1,200}\.(pem|key|p12|pfx|jks|keystore|kdbx|asc|gpg))$/;

/** Names that some file system reads as another one: short names, streams, device names, trailing dots and spaces. */
const unusual = /[<>:"|?*~]|[. ]$|^ |^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/;

/**
 * Whether a path has a form under which it may be written at all. Case does not count, and compatible characters are folded first,
 * because a checkout may lie on a file system that does the same.
 */
export const findPathProblem = (path: string): PathProblem | null => {
  if (path === '') return 'empty';
  if (path.length > maxLength) return 'too_long';
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/u.test(path)) return 'control_character';
  if (path.includes('\\')) return 'backslash';
  if (/^(\/|~|[a-z]:)/i.test(path)) return 'absolute';
  const segments = path.normalize('NFKC').toLowerCase().split('/');
  for (const segment of segments) {
    const problem = findSegmentProblem(segment);
    if (problem) return problem;
  }
  return protectedFiles.has(segments.at(-1)!) ? 'protected_file' : null;
};

const findSegmentProblem = (segment: string): PathProblem | null => {
  if (/^\.\.[. ]*$/.test(segment)) return 'parent_folder';
  if (/^\.git([. ]*|~.*|:.*)$/.test(segment) || /^git~\d/.test(segment)) return 'git_folder';
  if (segment === '' || segment === '.' || segment.length > maxSegment || unusual.test(segment)) return 'unusual_name';
  if (protectedFolders.has(segment)) return 'protected_file';
  return secretFile.test(segment) ? 'secret_file' : null;
};

/** Whether a path may be written: its form, and that it lies below one of the folders (or is one of the files) that are allowed. */
export const findWriteProblem = (path: string, allowedPaths: readonly string[]): PathProblem | null =>
  findPathProblem(path) ?? (allowedPaths.some((allowed) => isWithin(path, allowed)) ? null : 'outside_allowed_paths');

/** `agents/` and `agents` both allow what lies below the folder; the latter also the file of that name. */
const isWithin = (path: string, allowed: string): boolean => {
  const folder = allowed.endsWith('/') ? allowed : `${allowed}/`;
  return allowed !== '' && (path === allowed || path.startsWith(folder));
};
