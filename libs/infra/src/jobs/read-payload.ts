import { DomainError } from '@debrief/kernel';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { type JobName, jobCatalog, type JobPayload } from './catalog';

/**
 * Makes a job's payload from what the queue delivered. Fields that this version does not know are dropped: during a deploy a
 * newer version may send them.
 * @throws DomainError INVALID naming the fields, never their values
 */
export const readPayload = <N extends JobName>(name: N, received: unknown): JobPayload<N> => {
  if (typeof received !== 'object' || received === null || Array.isArray(received))
    throw new DomainError('INVALID', `The payload of ${name} is not an object`);
  const payload = plainToInstance<object, unknown>(jobCatalog[name].payload, received);
  const wrong = validateSync(payload, { whitelist: true, forbidUnknownValues: false }).map(({ property }) => property);
  if (wrong.length > 0) throw new DomainError('INVALID', `The payload of ${name} has bad fields: ${wrong.join(', ')}`);
  return payload as JobPayload<N>;
};
