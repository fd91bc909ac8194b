/**
 * The address of a repository without what lets somebody in: user name and password of `https`, the password of `ssh`, query and
 * fragment. `git@host:path` names an account that everybody uses and stays. What cannot be read as an address loses all before its last `@`.
 */
export const cleanRepoUrl = (text: string): string => {
  const url = text.trim();
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return cleanShortForm(url);
  if (!URL.canParse(url)) return url.replace(/\/\/.*@/s, '//').replace(/[?#].*$/s, '');
  const parsed = new URL(url);
  if (!/^ssh:|^git\+ssh:/i.test(parsed.protocol)) parsed.username = '';
  parsed.password = '';
  [parsed.search, parsed.hash] = ['', ''];
  return parsed.href;
};

/** `user@host:path`, as `git clone` takes it, and addresses whose protocol is left out. */
const cleanShortForm = (url: string): string => {
  const at = url.lastIndexOf('@');
  if (at === -1) return url;
  const [user, place] = [url.slice(0, at), url.slice(at + 1)];
  const isAccount = /^[^:/@\s]+$/.test(user) && /^[^/:]+:/.test(place);
  return isAccount ? url : place;
};

/** What an address is compared by: hosts serve a repository with and without `.git`. */
export const repoUrlForms = (text: string): readonly string[] => {
  const plain = cleanRepoUrl(text)
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
  return [plain, `${plain}.git`, `${plain}/`];
};
