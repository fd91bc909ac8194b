import { CONFIG, type Config, Database } from '@debrief/infra';
import { canonicalJson, conflict, type JsonObject, type Scope } from '@debrief/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { contentHash } from '../dialects/native/content-hash';
import { formatUnixNano } from '../dialects/otlp/format-unix-nano';
import { selectLatest } from './creation.queries';
import { creationPrefix } from './entity-event';
import type { EntityKey } from './entity.queries';
import { EntityService } from './entity.service';

/** What a client says of a trace or observation that it creates, in the fields of `EntityEvent`. */
export interface NewEntity extends EntityKey {
  readonly body: JsonObject;
}

/** Creates traces and observations whose clients say at once what they are, and once only (platform.md A). */
@Injectable()
export class CreationsService {
  constructor(
    private readonly database: Database,
    private readonly entities: EntityService,
    @Inject(CONFIG) private readonly config: Pick<Config, 'secret'>,
  ) {}

  /**
   * Creates an entity, or fills one that others have opened. The same content again changes nothing.
   * @param isThere see `EntityCreation`: then it can only be the same again
   * @returns whether it is new
   * @throws DomainError CONFLICT where the id was created with other content, is that of a native event, was deleted lately, or
   * where the trace is full; and as `EntityService.record`
   */
  async create(scope: Scope, projectId: string, { entity, id, body }: NewEntity, isThere = false): Promise<boolean> {
    // The event's id names the content, so that the content need not be kept to know it again.
    const content = contentHash(this.config.secret, canonicalJson([entity, id, body])).toString('hex');
    const eventId = creationPrefix + content;
    const event = { entity, id, eventId, kind: 'create', timestamp: new Date(), body, creation: { isThere } } as const;
    const [outcome] = await this.entities.record(scope, projectId, [event], { surface: 'platform' });
    refuseUnless(outcome, `${entity} ${id}`);
    return outcome === 'stored';
  }

  /**
   * Changes what is sent of an entity that is there: what is null is emptied, `metadata` merges by key. It counts as said after all that
   * was said before, whatever the clocks of others say.
   * @param saidAt microseconds since 1970: when something was said of it that is no event yet
   * @throws DomainError CONFLICT as `create`; and as `EntityService.record`
   */
  async change(scope: Scope, projectId: string, { entity, id, body }: NewEntity, saidAt = 0): Promise<void> {
    const names = Object.keys(body);
    if (names.length === 0) return;
    const merges = (name: string): boolean => name === 'metadata' && body[name] !== null;
    const latest = await this.database.inWorkspace(scope, (tx) => selectLatest(tx, projectId, { entity, id }));
    const at = Math.max(Date.now() * 1000, (latest ?? 0) + 1, saidAt + 1);
    const timestamp = formatUnixNano(BigInt(at) * 1000n);
    const [outcome] = await this.entities.record(
      scope,
      projectId,
      [
        {
          ...{ entity, id, kind: 'update', body, eventId: `change:${scope.requestId}`, timestamp },
          // What a fold would keep or unite gives way to what the client says now.
          clears: names.filter((name) => !merges(name)),
        },
      ],
      { surface: 'platform' },
    );
    refuseUnless(outcome, `${entity} ${id}`);
  }
}

const refuseUnless = (outcome: string | undefined, what: string): void => {
  if (outcome === 'deleted') throw conflict(`${what} was deleted`);
  if (outcome === 'taken') throw conflict(`${what} exists with other content`);
  if (outcome === 'full') throw conflict(`The trace of ${what} holds as much as a trace may`);
  if (outcome === 'conflict') throw conflict(`${what} is a native one, which does not change`);
};
