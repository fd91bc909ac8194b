import { DomainError, isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import type { Direction } from '../http-request.types';
import { cleanPath, toWireId } from './clean-fields';
import type { Instant } from './parse-instant';
import {
  direction,
  duration,
  host,
  method,
  notNull,
  type Reader,
  remark,
  size,
  statusCode,
  text,
  timestamp,
} from './read-fields';

/** A request as it was sent, its fields checked and cleaned, nothing masked or cut yet. */
export interface SentRequest {
  readonly traceId: string;
  readonly direction: Direction;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly statusCode: number;
  readonly durationMs: number;
  readonly requestSize: number | null;
  readonly responseSize: number | null;
  readonly userId: string | null;
  readonly errorFingerprint: string | null;
  readonly timestamp: Instant;
}

export interface SentBatch {
  /** As sent: an id or a slug. */
  readonly projectId: string;
  readonly requests: readonly SentRequest[];
}

export type FieldProblems = Readonly<Record<string, string>>;

const maxId = 256;
const maxFingerprint = 128;

/** Each field of an item with how it is read (telemetry.md §1). */
const fields: { readonly [K in keyof SentRequest]: Reader<SentRequest[K]> } = {
  traceId: text(maxId, toWireId),
  direction,
  method,
  host,
  path: text(Infinity, (sent) => (sent.trim() === '' ? '' : cleanPath(sent))),
  statusCode,
  durationMs: duration,
  requestSize: size,
  responseSize: size,
  userId: remark(maxId),
  errorFingerprint: remark(maxFingerprint),
  timestamp,
};
const fieldReaders = Object.entries(fields) as [keyof SentRequest, Reader<SentRequest[keyof SentRequest]>][];

const most = { items: 1_000, problems: 100 };

/**
 * Checks a batch as a whole: one bad item refuses it, and all that is bad is named, up to 100 fields. Fields that are not known are left
 * out.
 * @throws DomainError INVALID with the reason of each field by its path, e.g. `requests[3].statusCode`
 */
export const readBatch = (body: JsonObject): SentBatch => {
  const problems = new Problems();
  const project = anyProject(own(body, 'projectId'));
  if ('reason' in project) problems.add('projectId', project.reason);
  const requests = readItems(own(body, 'requests'), problems);
  if (problems.isEmpty && 'value' in project) return { projectId: project.value, requests };
  throw invalidBatch(problems.found);
};

export const invalidBatch = (found: FieldProblems): DomainError =>
  new DomainError('INVALID', 'Validation failed', { fields: found });

const anyProject = text(maxId);

class Problems {
  readonly found: Record<string, string> = {};
  private count = 0;

  get isEmpty(): boolean {
    return this.count === 0;
  }

  get isFull(): boolean {
    return this.count >= most.problems;
  }

  add(path: string, reason: string): void {
    if (this.isFull) return;
    this.found[path] = reason;
    this.count += 1;
  }
}

const readItems = (sent: JsonValue | undefined, problems: Problems): SentRequest[] => {
  if (sent === undefined || sent === null) problems.add('requests', notNull.reason);
  else if (!Array.isArray(sent)) problems.add('requests', 'must be an array');
  else if (sent.length < 1 || sent.length > most.items)
    problems.add('requests', `size must be between 1 and ${most.items}`);
  else return sent.flatMap((item, index) => readItem(item, `requests[${index}]`, problems) ?? []);
  return [];
};

const readItem = (sent: JsonValue, path: string, problems: Problems): SentRequest | undefined => {
  if (problems.isFull) return undefined;
  if (!isJsonObject(sent)) return void problems.add(path, sent === null ? notNull.reason : 'must be an object');
  const item: Partial<Record<keyof SentRequest, unknown>> = {};
  let isGood = true;
  for (const [name, read] of fieldReaders) {
    const result = read(own(sent, name));
    if ('value' in result) item[name] = result.value;
    else {
      problems.add(`${path}.${name}`, result.reason);
      isGood = false;
    }
  }
  return isGood ? (item as unknown as SentRequest) : undefined;
};

const own = (object: JsonObject, name: string): JsonValue | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined;
