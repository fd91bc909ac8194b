import { toColumnText } from '@debrief/kernel';
import { toText } from '../dialects/otlp/conventions/span-reader';
import type { OtlpResource } from '../dialects/otlp/otlp.types';

/** Null: the resource names none. */
export const serviceNameOf = ({ attributes }: OtlpResource): string | null => {
  const name = toText(attributes['service.name']);
  return name === undefined ? null : toColumnText(name);
};
