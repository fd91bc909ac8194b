import { type Database, RecentValues } from '@debrief/infra';
import type { OtlpResource, OtlpScope } from '../dialects/otlp/otlp.types';
import { canonicalJson } from '../dialects/native/canonical-json';
import { contentHash } from '../dialects/native/content-hash';
import type { Masker } from '../masking/masker';
import type { SourceIds } from './raw-span';
import { insertSources, type NewSource } from './source.queries';

const heldMs = 60 * 60_000;
const maxHeld = 20_000;

/** An item of an export: those that came under one resource share the object. */
interface Sourced {
  readonly resource: OtlpResource;
  readonly scope: OtlpScope;
}

/** Sources of a request by the objects that its items share. */
export type KeptSources = Map<OtlpResource | OtlpScope, NewSource>;

/**
 * Keeps resources and scopes once per distinct value. An id follows from the value, so whoever has seen it need not ask for it. They are
 * stored before the items that name them, in a transaction of their own: without items they are in nobody's way.
 */
export class SourceStore {
  private readonly stored = new RecentValues<object>({ freshMs: heldMs, max: maxHeld });

  constructor(
    private readonly database: Database,
    private readonly secret: string,
  ) {}

  /**
   * Stores the sources of some items, masked **in place**.
   * @param kept those of the same request's items before, to which these are added
   * @returns ids by the very objects that the items share
   */
  async keep(
    workspaceId: string,
    items: readonly Sourced[],
    masker: Masker,
    kept: KeptSources = new Map(),
  ): Promise<(item: Sourced) => SourceIds> {
    const added = new Map<string, NewSource>();
    const add = (kind: NewSource['kind'], source: OtlpResource | OtlpScope): void => {
      if (kept.has(source)) return;
      const made = this.toSource(kind, source, masker);
      kept.set(source, made);
      added.set(made.id, made);
    };
    for (const { resource, scope } of items) {
      add('resource', resource);
      add('scope', scope);
    }
    await this.insertUnseen(workspaceId, added);
    return ({ resource, scope }) => ({ resource: kept.get(resource)!.id, scope: kept.get(scope)!.id });
  }

  private async insertUnseen(workspaceId: string, sources: ReadonlyMap<string, NewSource>): Promise<void> {
    const unseen: NewSource[] = [];
    const nameOf = ({ id }: NewSource): string => `${workspaceId}/${id}`;
    for (const source of sources.values())
      if (!(await this.stored.get(nameOf(source), () => Promise.resolve(undefined)))) unseen.push(source);
    if (unseen.length === 0) return;
    await this.database.inWorkspaceClient(workspaceId, (client) => insertSources(client, unseen));
    for (const source of unseen) await this.stored.get(nameOf(source), () => Promise.resolve({}));
  }

  private toSource(kind: NewSource['kind'], source: OtlpResource | OtlpScope, masker: Masker): NewSource {
    masker.maskValue(source.attributes);
    const digest = contentHash(this.secret, `${kind}\n${canonicalJson({ ...source })}`);
    return { id: toUuid(digest), digest, kind, value: JSON.stringify(source) };
  }
}

/** Sixteen bytes as a UUID of version 8: one whose bits are the application's own (RFC 9562 §5.8). */
const toUuid = (bytes: Buffer): string => {
  const hex = bytes.toString('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
};
