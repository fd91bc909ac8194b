import { type Config, type Database, sqlState, type WorkspaceClient } from '@debrief/infra';
import { askForNewAnalysis, endedKeyError, type Masker } from '@debrief/ingestion';
import { DomainError } from '@debrief/kernel';
import { findEndedKeys } from '@debrief/tenancy';
import { hasFailed } from '../http-request.types';
import { insertMissingStatement, insertNewStatement, tallyNewStatement } from './insert-requests';
import { type NewRequest, toNewRequest } from './new-request';
import type { SentRequest } from './read-batch';
import { RequestIds } from './request-ids';

const retries = 3;
const uniqueViolation = '23505';
const transientStates: readonly unknown[] = ['40P01', '40001'];

export interface RequestsToAppend {
  readonly workspaceId: string;
  readonly projectId: string;
  /** The API key that appends, null for anybody else. A key that has ended appends nothing. */
  readonly keyId: string | null;
  readonly masker: Masker;
  readonly requests: readonly SentRequest[];
}

/** Stores a batch in one transaction, each item once however often it is sent. */
export class RequestAppender {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  /** @throws DomainError UNAUTHENTICATED for a key that has ended; UNAVAILABLE */
  async append({ workspaceId, projectId, keyId, masker, requests }: RequestsToAppend): Promise<void> {
    const context = { masker, ids: new RequestIds(this.config.secret, projectId), receivedAt: Date.now() };
    // In the order of ids, so that two batches with the same items cannot wait for each other.
    const rows = requests.map((sent) => toNewRequest(sent, context)).sort((a, b) => (a.id < b.id ? -1 : 1));
    const wireIds = [...new Set(rows.filter(mayChangeVerdict).map(({ traceId }) => traceId))];
    let mayBeStored = false;
    for (let left = retries; ; left -= 1) {
      try {
        return await this.database.inWorkspaceClient(workspaceId, async (client) => {
          await Promise.all([
            checkKey(client, keyId),
            wireIds.length > 0 ? askForNewAnalysis(client, projectId, wireIds) : undefined,
          ]);
          if (mayBeStored) client.send(insertMissingStatement(projectId, rows));
          else {
            client.send(insertNewStatement(projectId, rows), rows.length);
            client.send(tallyNewStatement(projectId, rows.length));
          }
        });
      } catch (error) {
        const state = error instanceof DomainError ? sqlState(error.cause) : undefined;
        const isStored = state === uniqueViolation;
        if (left === 0 || !(isStored || transientStates.includes(state))) throw error;
        mayBeStored ||= isStored;
      }
    }
  }
}

/** What the detectors may use: what the agent's tools asked of others, and whatever failed. */
const mayChangeVerdict = (request: NewRequest): boolean => request.direction === 'outbound' || hasFailed(request);

const checkKey = async (client: WorkspaceClient, keyId: string | null): Promise<void> => {
  const reason = keyId === null ? undefined : (await findEndedKeys(client, [keyId])).get(keyId);
  if (reason) throw endedKeyError(reason);
};
