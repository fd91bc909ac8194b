/**
 * The commit that a branch or tag of this name has, from the lines of `git ls-remote`. A branch comes before a tag; an annotated
 * tag leads to what it is peeled to. Only whole names count: git matches the ends of names.
 */
export const chooseRef = (lines: string, name: string): string | undefined => {
  const commits = new Map(
    lines.split('\n').flatMap((line) => {
      const [sha, ref] = line.split('\t');
      return sha && ref ? [[ref, sha] as const] : [];
    }),
  );
  return [`refs/heads/${name}`, `refs/tags/${name}^{}`, `refs/tags/${name}`]
    .map((ref) => commits.get(ref))
    .find(Boolean);
};

/**
 * Whether a text can be the name of a branch or tag: what `git check-ref-format` says, without what could be read as a pattern,
 * an option or another kind of revision. https://git-scm.com/docs/git-check-ref-format
 */
export const isRefName = (name: string): boolean =>
  name.length > 0 &&
  name.length <= 255 &&
  !name.startsWith('-') &&
  // eslint-disable-next-line no-control-regex
  !/[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{/.test(name) &&
  name !== '@' &&
  name
    .split('/')
    .every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.') && !part.endsWith('.lock'));
