import { createHash } from 'node:crypto';
import {
  canonicalJson,
  DomainError,
  invalid,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  newId,
  notFound,
  toColumnText,
} from '@debrief/kernel';
import type { Masker } from '../masking/masker';
import { checkTime, readStatement, requireWhole } from './read-statement';
import type { ScoreConfig } from './score-config';
import type { ScoreStatement } from './score-statement';
import type { ScoreItem } from './store-scores';

/** A score as somebody sends it. */
export interface SentScore {
  /** Fields in camelCase, as Langfuse and `/v1` have them; without an `id` one is made. */
  readonly body: JsonValue;
  /** Of the event that carries it: the same event again changes nothing. Null: there is none. */
  readonly eventId: string | null;
  /** When it was said, by the sender's clock. Null: now. */
  readonly timestamp: Date | null;
}

export interface PrepareContext {
  readonly masker: Masker;
  readonly configs: ReadonlyMap<string, ScoreConfig>;
  /** The person who sends them: then they are the author. */
  readonly authorUserId: string | null;
  readonly now: Date;
}

/** The configs that bodies name. */
export const configIdsOf = (bodies: readonly JsonValue[]): string[] => [
  ...new Set(
    bodies.flatMap((body) => (isJsonObject(body) && typeof body['configId'] === 'string' ? [body['configId']] : [])),
  ),
];

/**
 * Makes of what was sent what can be stored, each alone. Takes over the bodies and changes them.
 * @param finish looks at each statement: what it throws refuses the item
 */
export const prepareItems = (
  sent: readonly SentScore[],
  context: PrepareContext,
  finish: (statement: ScoreStatement) => ScoreStatement,
): (ScoreItem | DomainError)[] =>
  sent.map((one, index) => {
    try {
      return prepareItem(one, index, context, finish);
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  });

const prepareItem = (
  { body, eventId, timestamp }: SentScore,
  index: number,
  { masker, configs, authorUserId, now }: PrepareContext,
  finish: (statement: ScoreStatement) => ScoreStatement,
): ScoreItem => {
  if (!isJsonObject(body)) throw invalid('body', 'must be an object');
  const at = checkTime((timestamp ?? now).getTime());
  // Of what was received: masking changes the body in place, and its rules may change until a resend.
  const by = eventId === null ? newId() : digestOf([eventId, at, body]);
  const id = readId(body);
  const config = findConfig(body, configs);
  const statement = readStatement(body, { masker, config });
  requireWhole(statement);
  return { index, id, event: { at, by, says: finish({ ...statement, authorUserId }) } };
};

const digestOf = (value: JsonValue): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 32);

const longestId = 256;

const readId = ({ id }: JsonObject): string => {
  if (id === undefined || id === null) return newId();
  if (typeof id !== 'string' || id === '' || id.length > longestId)
    throw invalid('id', `must be a string of 1 to ${longestId} characters`);
  return toColumnText(id);
};

/** @throws DomainError NOT_FOUND for a config that the project does not have */
const findConfig = ({ configId }: JsonObject, configs: ReadonlyMap<string, ScoreConfig>): ScoreConfig | null => {
  if (typeof configId !== 'string') return null;
  const config = configs.get(configId.toLowerCase());
  if (!config) throw notFound('score config', configId);
  return config;
};
