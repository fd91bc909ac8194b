import { invalid } from '@debrief/kernel';

/** GitHub's own rules: an owner is letters, digits and single hyphens; a name has dots and underscores as well. */
const pattern = /^[A-Za-z0-9][A-Za-z0-9-]{0,99}\/[A-Za-z0-9._-]{1,100}$/;

/** `owner/name`. @throws INVALID `repo` for anything else, a URL included */
export const readRepoName = (text: string): string => {
  const name = text.split('/')[1] ?? '';
  if (!pattern.test(text) || name === '.' || name === '..' || name.endsWith('.git'))
    throw invalid('repo', 'must be owner/name, as on GitHub');
  return text;
};
