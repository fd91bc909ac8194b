import { createHash } from 'node:crypto';
import { CONFIG, type Config, Database, LOG, type Log, SecretBox } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { decideReplay } from './decide-replay';
import {
  deleteClaim,
  findRecordForUpdate,
  insertClaim,
  type RecordKey,
  updateAnswer,
  updateClaim,
} from './idempotency.queries';

/** An answer as it is sent again: status, body text and the headers that belong to it. */
export interface StoredAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The right to run a request under its key, until it is finished or released. */
export interface Claim {
  readonly key: RecordKey;
  readonly claimedAt: Date;
}

/** Remembers answers by the key that the client chose, so that a retry has no second effect. Answers are sealed: they may hold secrets. */
@Injectable()
export class Idempotency {
  private readonly box: SecretBox;

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) config: Config,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.box = new SecretBox(config.secret, 'idempotency answers');
  }

  /**
   * Claims the key, or finds the answer that was given under it.
   * @throws DomainError CONFLICT `idempotency_conflict`
   */
  begin(scope: Scope, key: RecordKey, body: Buffer): Promise<Claim | StoredAnswer> {
    const hash = createHash('sha256').update(body).digest();
    return this.database.inWorkspace(scope, async (tx) => {
      const claimedAt = await insertClaim(tx, key, hash);
      if (claimedAt) return { key, claimedAt };
      const record = await findRecordForUpdate(tx, key);
      if (record?.response && decideReplay(record, hash) === 'replay') {
        return JSON.parse(this.box.open(record.response, contextOf(scope, key))) as StoredAnswer;
      }
      if (record) decideReplay(record, hash);
      return { key, claimedAt: await updateClaim(tx, key, hash) };
    });
  }

  /** Keeps the answer. It was given and its effect is there: a failure to keep it is logged, not told. */
  async finish(scope: Scope, { key, claimedAt }: Claim, answer: StoredAnswer): Promise<void> {
    const response = this.box.seal(JSON.stringify(answer), contextOf(scope, key));
    await this.quietly(() =>
      this.database.inWorkspace(scope, (tx) => updateAnswer(tx, key, claimedAt, { status: answer.status, response })),
    );
  }

  /** Gives the key back: the request was refused or failed, so the next one may run. */
  async release(scope: Scope, { key, claimedAt }: Claim): Promise<void> {
    await this.quietly(() => this.database.inWorkspace(scope, (tx) => deleteClaim(tx, key, claimedAt)));
  }

  private async quietly(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.log.warn({ err: error }, 'idempotency record not written');
    }
  }
}

const contextOf = ({ workspaceId }: Scope, { principal, route, key }: RecordKey): string =>
  JSON.stringify([workspaceId, principal, route, key]);
