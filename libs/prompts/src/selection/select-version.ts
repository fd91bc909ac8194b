import { DomainError } from '@debrief/kernel';

/** Always the highest version; no label of this name is stored. */
export const latestLabel = 'latest';
export const productionLabel = 'production';

/** Which version is asked for. */
export interface VersionChoice {
  readonly version?: number;
  readonly label?: string;
  /** Where neither is said and no version is `production`: the highest, or none. */
  readonly otherwise: 'latest' | 'none';
}

/** What a prompt has to choose from. */
export interface VersionsAtHand {
  readonly highest: number;
  readonly labels: ReadonlyMap<string, number>;
}

/** @throws DomainError INVALID where both are said */
export const checkChoice = ({ version, label }: Pick<VersionChoice, 'version' | 'label'>): void => {
  if (version !== undefined && label !== undefined)
    throw new DomainError('INVALID', 'Only one of version and label can be given');
};

/** The number of the version that is chosen, which may not be there; undefined where the label has none. */
export const selectVersion = (
  { highest, labels }: VersionsAtHand,
  { version, label, otherwise }: VersionChoice,
): number | undefined => {
  if (version !== undefined) return version;
  const wanted = label ?? productionLabel;
  if (wanted === latestLabel) return highest;
  return labels.get(wanted) ?? (label === undefined && otherwise === 'latest' ? highest : undefined);
};

/** The choice in words, as Langfuse ends its "Prompt not found: 'x'". */
export const describeChoice = ({ version, label, otherwise }: VersionChoice): string => {
  if (version !== undefined) return ` with version ${version}`;
  if (label !== undefined) return ` with label '${label}'`;
  return otherwise === 'none' ? ` with label '${productionLabel}'` : '';
};
