import { DomainError, isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import type { PullRequestNews } from '../proposals/proposals.queries';

/** What the product takes from GitHub's events. https://docs.github.com/en/webhooks/webhook-events-and-payloads */
export type GithubEvent =
  | { readonly type: 'installation_deleted'; readonly installationId: number }
  | {
      readonly type: 'installation_suspended' | 'installation_unsuspended';
      readonly installationId: number;
      readonly at: Date;
    }
  | {
      readonly type: 'repositories_removed';
      readonly installationId: number;
      readonly repositoryIds: readonly number[];
    }
  | { readonly type: 'pull_request'; readonly installationId: number; readonly news: PullRequestNews };

/**
 * @param name of `X-GitHub-Event`
 * @returns undefined for an event that concerns nothing here
 * @throws MALFORMED for one that does but lacks what GitHub always sends
 */
export const readGithubEvent = (name: string, payload: JsonObject): GithubEvent | undefined => {
  const kind = `${name}.${String(payload.action)}`;
  switch (kind) {
    case 'installation.deleted':
      return { type: 'installation_deleted', installationId: installationIdOf(payload) };
    case 'installation.suspend':
    case 'installation.unsuspend': {
      const type = kind === 'installation.suspend' ? 'installation_suspended' : 'installation_unsuspended';
      return { type, installationId: installationIdOf(payload), at: timeAt(payload, 'installation', 'updated_at') };
    }
    case 'installation_repositories.removed':
      return {
        type: 'repositories_removed',
        installationId: installationIdOf(payload),
        repositoryIds: listAt(payload, 'repositories_removed').map((one) => numberAt(one, 'id')),
      };
    case 'pull_request.closed':
    case 'pull_request.reopened':
    case 'pull_request.synchronize':
      // A repository's own webhook sends the event without an installation.
      if (payload.installation === undefined) return undefined;
      return { type: 'pull_request', installationId: installationIdOf(payload), news: readNews(payload) };
    default:
      return undefined;
  }
};

const readNews = (payload: JsonObject): PullRequestNews => {
  const isMerged = valueAt(payload, 'pull_request', 'merged') === true;
  const isOpen = valueAt(payload, 'pull_request', 'state') === 'open';
  return {
    repositoryId: numberAt(payload, 'repository', 'id'),
    number: numberAt(payload, 'pull_request', 'number'),
    state: isMerged ? 'merged' : isOpen ? 'open' : 'closed',
    headSha: shaAt(payload, 'pull_request', 'head', 'sha'),
    at: timeAt(payload, 'pull_request', 'updated_at'),
  };
};

const installationIdOf = (payload: JsonObject): number => numberAt(payload, 'installation', 'id');

const malformed = (path: readonly string[]): DomainError =>
  new DomainError('MALFORMED', `The event has no ${path.join('.')}`);

const valueAt = (value: JsonValue, ...path: string[]): JsonValue | undefined =>
  path.reduce<JsonValue | undefined>(
    (inner, name) =>
      inner !== undefined && isJsonObject(inner) && Object.hasOwn(inner, name) ? inner[name] : undefined,
    value,
  );

const numberAt = (value: JsonValue, ...path: string[]): number => {
  const found = valueAt(value, ...path);
  if (typeof found !== 'number' || !Number.isSafeInteger(found) || found < 0) throw malformed(path);
  return found;
};

const shaAt = (value: JsonValue, ...path: string[]): string => {
  const found = valueAt(value, ...path);
  if (typeof found !== 'string' || !/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(found)) throw malformed(path);
  return found;
};

const timeAt = (value: JsonValue, ...path: string[]): Date => {
  const found = valueAt(value, ...path);
  const time = typeof found === 'string' ? new Date(found) : new Date(Number.NaN);
  if (Number.isNaN(time.getTime())) throw malformed(path);
  return time;
};

const listAt = (value: JsonValue, ...path: string[]): JsonValue[] => {
  const found = valueAt(value, ...path);
  if (!Array.isArray(found)) throw malformed(path);
  return found;
};
