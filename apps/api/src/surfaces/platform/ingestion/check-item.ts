import { levels, observationTypes, readLevel } from '@debrief/ingestion';
import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';

/** What is wrong with a value; undefined: nothing. */
type Check = (value: JsonValue) => string | undefined;

const maxId = 256;
const time = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:[Zz]|[-+]\d\d:?\d\d)?$/;

const text: Check = (value) => (typeof value === 'string' ? undefined : 'must be a string');
const id: Check = (value) =>
  typeof value === 'string' && value !== '' && value.length <= maxId
    ? undefined
    : `must be a string of 1 to ${maxId} characters`;
const instant: Check = (value) =>
  typeof value === 'string' && time.test(value) && !Number.isNaN(Date.parse(value.replace(',', '.')))
    ? undefined
    : 'must be an ISO 8601 time';
const flag: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');
const object: Check = (value) => (isJsonObject(value) ? undefined : 'must be an object');
const texts: Check = (value) =>
  Array.isArray(value) && value.every((item) => typeof item === 'string') ? undefined : 'must be a list of strings';
const level: Check = (value) => (readLevel(value) === undefined ? `must be one of ${levels.join(', ')}` : undefined);
const type: Check = (value) =>
  typeof value === 'string' && observationTypes.some((word) => word === value.toLowerCase())
    ? undefined
    : `must be one of ${observationTypes.join(', ').toUpperCase()}`;
const version: Check = (value) =>
  typeof value === 'number' && Number.isInteger(value) ? undefined : 'must be a whole number';

const shared = { id, name: text, version: text, environment: text, level, statusMessage: text } as const;

/** Fields that must be what they are called for; all others may be anything. */
export const traceFields: Readonly<Record<string, Check>> = {
  ...shared,
  ...{ userId: text, sessionId: text, release: text, tags: texts, public: flag, bookmarked: flag },
  ...{ timestamp: instant, startTime: instant, endTime: instant },
  ...{ gitCommitSha: text, gitBranch: text, gitRepoUrl: text },
};

export const observationFields: Readonly<Record<string, Check>> = {
  ...shared,
  ...{ traceId: id, parentObservationId: id, type, model: text, modelParameters: object },
  ...{ startTime: instant, endTime: instant, completionStartTime: instant },
  ...{ usage: object, usageDetails: object, costDetails: object, promptName: text, promptVersion: version },
};

export const envelopeFields: Readonly<Record<string, Check>> = { id, type: text, timestamp: instant, body: object };

/** The first thing that is wrong with an object, in words; null and absent fields are never wrong. */
export const findFault = (fields: JsonObject, checks: Readonly<Record<string, Check>>): string | undefined => {
  for (const [name, check] of Object.entries(checks)) {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const fault = value === undefined || value === null ? undefined : check(value);
    if (fault !== undefined) return `${name} ${fault}`;
  }
  return undefined;
};
