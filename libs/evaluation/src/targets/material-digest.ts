import { createHash } from 'node:crypto';
import { canonicalJson, type JsonValue } from '@debrief/kernel';
import type { Material } from './material';

/** Digest of all that an evaluation depends on. @param withFindings whether it looks at them */
export const materialDigest = (material: Material, withFindings: boolean): Buffer => {
  const { input, output, metadata, expectedOutput, context, seqs } = material;
  const findings = withFindings ? material.findings() : null;
  const parts = [
    ...[input, output, metadata, expectedOutput, context].map((part) => part ?? null),
    seqs === null ? null : [...seqs],
    findings as unknown as JsonValue,
  ];
  return createHash('sha256').update(canonicalJson(parts)).digest();
};
