import { invalid, isUuid, type JsonObject } from '@debrief/kernel';
import { cleanRepoUrl } from '../git/clean-repo-url';
import { toCommitSha } from '../git/commit-sha';
import { BodyReader } from '../recording/body-reader';
import { type CiRunPatch, type CiText, ciTexts, type CiTexts, type SentCiRun } from './ci-run.types';
import { readCiOutcome } from './ci-status';

const maxAttempt = 1_000_000;
const texts = Object.keys(ciTexts) as readonly CiText[];

/** A CI run out of the body that makes one (platform.md B5). @throws DomainError INVALID with the field */
export const readCiRun = (body: JsonObject): SentCiRun => {
  const read = new BodyReader(body);
  const own = Object.fromEntries(texts.map((name) => [name, readText(read, name)])) as CiTexts;
  const id = (name: string): string | null => {
    const value = read.text(256, name);
    if (value !== null && !isUuid(value)) throw invalid(name, 'must be a UUID');
    return value;
  };
  const attempt = read.whole('attempt') ?? 1;
  if (attempt < 1 || attempt > maxAttempt) throw invalid('attempt', `must be a whole number from 1 to ${maxAttempt}`);
  return {
    ...own,
    id: read.text(256, 'id'),
    provider: read.required(64, 'provider').toLowerCase(),
    providerRunId: read.required(256, 'providerRunId'),
    jobName: read.text(256, 'jobName') ?? '',
    attempt,
    prNumber: read.whole('prNumber'),
    status: readCiOutcome(read.text(64, 'status') ?? 'running', own.conclusion),
    startedAt: read.instant('startedAt'),
    incidentId: id('incidentId'),
    fixRunId: id('fixRunId'),
    regressionRunId: id('regressionRunId'),
  };
};

/** What a PATCH, or the end of a run, changes: absent as it is, null cleared. @throws DomainError INVALID with the field */
export const readCiRunPatch = (body: JsonObject): CiRunPatch => {
  const read = new BodyReader(body);
  const isSent = (name: string): boolean => Object.hasOwn(body, name) && body[name] !== undefined;
  const changes = Object.fromEntries(
    texts.filter(isSent).map((name) => [name, readText(read, name)]),
  ) as Partial<CiTexts>;
  const status = read.text(64, 'status');
  const startedAt = read.instant('startedAt');
  return {
    ...changes,
    ...(isSent('prNumber') && { prNumber: read.whole('prNumber') }),
    ...(status !== null && { status: readCiOutcome(status, changes.conclusion ?? null) }),
    ...(startedAt !== null && { startedAt }),
  };
};

const readText = (read: BodyReader, name: CiText): string | null => {
  const text = read.text(ciTexts[name], name);
  if (text === null) return null;
  if (name === 'gitRepoUrl') return cleanRepoUrl(text);
  return name === 'gitCommitSha' ? toCommitSha(text) : text;
};
