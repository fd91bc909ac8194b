import { createHmac } from 'node:crypto';
import { canonicalJson, type JsonValue } from '@debrief/kernel';

/** 32 bytes by which a resend is told from another object of the same id. Keyed: nobody guesses what was masked by trying. */
export const hashContent = (key: Buffer, content: Readonly<Record<string, unknown>>): Buffer =>
  createHmac('sha256', key)
    .update(canonicalJson(JSON.parse(JSON.stringify(content)) as JsonValue))
    .digest();
