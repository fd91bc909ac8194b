import { DomainError, invalid, isJsonObject, type JsonValue } from '@debrief/kernel';
import type { Type } from '@nestjs/common';
import type { Response } from 'express';
import { checkDto } from '../../../http/check-dto';
import { toV1Error } from './errors';

/** Items in one request. */
export const maxBatch = 1_000;

/** @throws DomainError INVALID for what is no list; TOO_LARGE for too long a one */
export const toBatch = (field: string, items: JsonValue): JsonValue[] => {
  if (!Array.isArray(items)) throw invalid(field, 'must be a list');
  if (items.length > maxBatch) throw new DomainError('TOO_LARGE', `${field} must have at most ${maxBatch} items`);
  return items;
};

/** Items of a batch as far as they can be read: what is none takes no other with it. @throws DomainError as `toBatch` */
export const readBatch = <T extends object>(items: JsonValue, dto: Type<T>): (T | DomainError)[] =>
  toBatch('items', items).map((item) => {
    try {
      if (!isJsonObject(item)) throw new DomainError('INVALID', 'The item must be an object');
      return checkDto(dto, item);
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  });

/** Hands over what could be read, and puts the outcomes back into the places of the batch. */
export const eachAlone = async <T extends object, R extends object>(
  items: readonly (T | DomainError)[],
  work: (readable: readonly T[]) => Promise<readonly (R | DomainError)[]>,
): Promise<(R | DomainError)[]> => {
  const outcomes = [...(await work(items.filter((item): item is T => !(item instanceof DomainError))))];
  return items.map((item) => (item instanceof DomainError ? item : (outcomes.shift() as R | DomainError)));
};

/** `{data, errors: [{index, code, message}]}` (platform.md A): 201 where all are good, else 207. */
export const toBatchResponse = <R extends object, Out>(
  outcomes: readonly (R | DomainError)[],
  toResponse: (outcome: R) => Out,
  response: Response,
) => {
  const errors = outcomes.flatMap((outcome, index) => {
    if (!(outcome instanceof DomainError)) return [];
    const { code, message } = toV1Error(outcome);
    return { index, code, message };
  });
  response.status(errors.length === 0 ? 201 : 207);
  return {
    data: outcomes.flatMap((outcome) => (outcome instanceof DomainError ? [] : toResponse(outcome))),
    errors,
  };
};

export const batchExample = (data: readonly unknown[]) => ({
  data,
  errors: [{ index: 1, code: 'invalid_request', message: "The 'input' field is required" }],
});
