import { fromGithubError } from './from-github-error';

/** @throws DomainError in the place of Octokit's */
export const askGithub = async <T>(ask: () => Promise<T>): Promise<T> => {
  try {
    return await ask();
  } catch (error) {
    throw fromGithubError(error, Date.now());
  }
};

/** As `askGithub`; undefined where GitHub says 404. */
export const findAtGithub = async <T>(ask: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await ask();
  } catch (error) {
    if ((error as { readonly status?: unknown }).status === 404) return undefined;
    throw fromGithubError(error, Date.now());
  }
};
