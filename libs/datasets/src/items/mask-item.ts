import type { MaskerCache } from '@debrief/ingestion';
import type { Scope } from '@debrief/kernel';
import type { ItemPatch } from './item.types';

/** Masks what an item says, as runs are masked: an output and what was expected stay comparable. */
export const maskItem = async <T extends ItemPatch>(
  maskers: MaskerCache,
  scope: Scope,
  projectId: string,
  item: T,
): Promise<T> => {
  const masker = await maskers.of(scope.workspaceId, projectId);
  const { input, expectedOutput, metadata } = item;
  return {
    ...item,
    ...(input !== undefined && { input: masker.maskValue(input).value }),
    ...(expectedOutput !== undefined && { expectedOutput: masker.maskValue(expectedOutput).value }),
    ...(metadata !== undefined && { metadata: masker.maskValue(metadata).value }),
  };
};
