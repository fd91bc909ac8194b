import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { isRawJson, type JsonValue } from '@debrief/kernel';
import { fileUrl } from './file-url';
import { type Base64Run, findBase64, minMediaText } from './find-base64';
import { isMedia } from './is-media';
import { contextInFields, contextInText, type MediaContext } from './media-context';
import { decideMediaType } from './sniff-media-type';

/** Bytes that came inside of an export. */
export interface FoundMedia {
  /** 64 hex digits, of these bytes. */
  readonly sha256: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

export interface LiftRules {
  readonly projectId: string;
  /** Larger ones stay where they are. */
  readonly maxBytes: number;
  /** Whether the masker hides what stands under a key as a whole: that is nothing to keep. */
  readonly hides: (key: string) => boolean;
  /** Masks the secret parts of a text: documents are masked as all that is stored. */
  readonly maskText: (text: string) => string;
}

/** Objects of one export: who sends more of them is up to something. The rest stays where it is. */
const maxObjects = 500;

type Fields = { [key: string]: JsonValue };

/**
 * Takes media out of the items of one export (otel.md B6): base64 of at least 1 KiB gives way to the URL of a file, everything around it
 * stays, so that `data:image/png;base64,iVBO…` becomes `data:image/png;base64,/api/v1/project/…/files/…`. Same content, same text: an item
 * that is sent again is the same item.
 */
export class MediaLifter {
  private readonly objects = new Map<string, FoundMedia>();
  private isFull = false;

  constructor(private readonly rules: LiftRules) {}

  /** What was found, each once. */
  get found(): readonly FoundMedia[] {
    return [...this.objects.values()];
  }

  /** Whether media was left where it was because there was too much of it. */
  get leftSome(): boolean {
    return this.isFull;
  }

  /**
   * Changes the fields **in place** (the caller owns them). A text that holds no base64 costs a look at its length.
   * @returns the sha256 of what they hold now by its URL
   */
  lift(fields: { readonly [key: string]: JsonValue }): readonly string[] {
    const held = new Set<string>();
    this.walk(fields as Fields, held);
    return [...held];
  }

  private walk(holder: Fields, held: Set<string>): void {
    for (const key of Object.keys(holder)) {
      const value = holder[key] as JsonValue;
      if (typeof value === 'string') {
        if (value.length >= minMediaText && !this.rules.hides(key))
          holder[key] = this.liftText(value, key, holder, held);
      } else if (typeof value === 'object' && value !== null && !isRawJson(value)) {
        if (Array.isArray(value) || !this.rules.hides(key)) this.walk(value as Fields, held);
      }
    }
  }

  private liftText(text: string, key: string, holder: Fields, held: Set<string>): string {
    let [lifted, done] = ['', 0];
    for (const run of findBase64(text)) {
      const isWhole = run.end - run.start === text.length;
      const context = isWhole ? contextInFields(key, holder) : contextInText(text, run);
      const sha256 = isMedia(run, context) ? this.keep(run, context) : null;
      if (sha256 === null) continue;
      held.add(sha256);
      lifted += text.slice(done, run.start) + fileUrl(this.rules.projectId, sha256);
      done = run.end;
    }
    return done === 0 ? text : lifted + text.slice(done);
  }

  /** Null: it stays where it is. */
  private keep({ base64 }: Base64Run, { key, declaredType }: MediaContext): string | null {
    if (Math.floor((base64.length * 3) / 4) > this.rules.maxBytes || (key !== null && this.rules.hides(key)))
      return null;
    const bytes = this.masked(Buffer.from(base64, 'base64'));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (this.objects.has(sha256)) return sha256;
    if (this.objects.size >= maxObjects) {
      this.isFull = true;
      return null;
    }
    this.objects.set(sha256, { sha256, bytes, mediaType: decideMediaType(bytes, declaredType) });
    return sha256;
  }

  private masked(bytes: Buffer): Buffer {
    if (bytes.includes(0) || !isUtf8(bytes)) return bytes;
    const text = bytes.toString();
    const masked = this.rules.maskText(text);
    return masked === text ? bytes : Buffer.from(masked);
  }
}
