import { EntityService, type EntityOutcome, ScoreService } from '@debrief/ingestion';
import { DomainError, type JsonValue, type Scope } from '@debrief/kernel';
import { CheckpointsService, GitLinksService } from '@debrief/provenance';
import { Injectable } from '@nestjs/common';
import { renderPublicError } from '../public/errors';
import { idOf, type ReadItem, readItem, type SentItem } from './read-item';

/** Why an item is not stored. */
interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly error: string;
}

/** As Langfuse's SDKs read it. */
export interface BatchAnswer {
  readonly successes: readonly { readonly id: string; readonly status: 201 }[];
  readonly errors: readonly ({ readonly id: string } & Refusal)[];
}

const ofOutcome: Readonly<Record<EntityOutcome, Refusal | undefined>> = {
  stored: undefined,
  known: undefined,
  deleted: { status: 404, message: 'The trace was deleted', error: 'LangfuseNotFoundError' },
  full: { status: 400, message: 'The trace is full', error: 'InvalidRequestError' },
  conflict: {
    status: 409,
    message: 'The id names an event that did not come as an observation',
    error: 'LangfuseConflictError',
  },
  taken: { status: 409, message: 'The id exists with other content', error: 'LangfuseConflictError' },
};

/** Gives the items of a batch to whom they are for (platform.md C2): traces and observations first, then what is about them. */
@Injectable()
export class BatchIngestion {
  constructor(
    private readonly entities: EntityService,
    private readonly scores: ScoreService,
    private readonly checkpoints: CheckpointsService,
    private readonly gitLinks: GitLinksService,
  ) {}

  /**
   * A bad item never takes good ones with it.
   * @throws DomainError UNAVAILABLE and the like: then the whole batch has to come again, which changes nothing of what is stored
   */
  async store(scope: Scope, projectId: string, batch: readonly JsonValue[]): Promise<BatchAnswer> {
    const items = batch.map(readItem);
    const refusals = new Map<number, Refusal>();
    for (const [index, item] of items.entries())
      if (item.to === 'sender') refusals.set(index, { status: item.status, ...wordsOf(item) });
    await this.storeEntities(scope, projectId, items, refusals);
    await this.storeScores(scope, projectId, items, refusals);
    for (const [to, service] of [
      ['checkpoints', this.checkpoints],
      ['git-links', this.gitLinks],
    ] as const)
      for (const [index, { body }] of sentTo(items, to))
        await noteRefusal(refusals, index, () => service.record(scope, projectId, body));
    return {
      successes: batch.flatMap((item, index) =>
        refusals.has(index) ? [] : [{ id: idOf(item), status: 201 as const }],
      ),
      errors: [...refusals]
        .sort(([a], [b]) => a - b)
        .map(([index, refusal]) => ({ id: idOf(batch[index]!), ...refusal })),
    };
  }

  private async storeEntities(
    scope: Scope,
    projectId: string,
    items: readonly ReadItem[],
    refusals: Map<number, Refusal>,
  ): Promise<void> {
    const sent = items.flatMap((item, index) => (item.to === 'entities' ? [{ index, event: item.event }] : []));
    const outcomes = await this.entities.record(
      scope,
      projectId,
      sent.map(({ event }) => event),
    );
    for (const [place, { index }] of sent.entries()) {
      const refusal = ofOutcome[outcomes[place]!];
      if (refusal) refusals.set(index, refusal);
    }
  }

  private async storeScores(
    scope: Scope,
    projectId: string,
    items: readonly ReadItem[],
    refusals: Map<number, Refusal>,
  ): Promise<void> {
    const sent = sentTo(items, 'scores');
    if (sent.length === 0) return;
    const outcomes = await this.scores.record(
      scope,
      projectId,
      sent.map(([, score]) => score),
    );
    for (const [place, [index]] of sent.entries()) {
      const outcome = outcomes[place]!;
      if (outcome instanceof DomainError) refusals.set(index, toRefusal(outcome));
    }
  }
}

const sentTo = (items: readonly ReadItem[], to: 'scores' | 'checkpoints' | 'git-links'): [number, SentItem][] =>
  items.flatMap((item, index): [number, SentItem][] => (item.to === to ? [[index, item.sent]] : []));

const wordsOf = ({ status, error }: { readonly status: number; readonly error: string }) => ({
  message: status === 413 ? 'The item is too large' : 'Invalid request data',
  error,
});

/** Errors that are about the item, and not about the server or the caller. */
const ofItems: ReadonlySet<DomainError['code']> = new Set([
  'INVALID',
  'MALFORMED',
  'NOT_FOUND',
  'CONFLICT',
  'TOO_LARGE',
]);

const noteRefusal = async (
  refusals: Map<number, Refusal>,
  index: number,
  record: () => Promise<unknown>,
): Promise<void> => {
  try {
    await record();
  } catch (error) {
    if (!(error instanceof DomainError) || !ofItems.has(error.code)) throw error;
    refusals.set(index, toRefusal(error));
  }
};

const toRefusal = (error: DomainError): Refusal => {
  const { status } = renderPublicError(error);
  return { status, message: error.code === 'INVALID' ? 'Invalid request data' : error.message, error: error.message };
};
