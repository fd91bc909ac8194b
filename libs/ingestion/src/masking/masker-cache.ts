import { Database } from '@debrief/infra';
import { type MaskerSettings, readStoredMaskers } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { createMasker, type Masker } from './masker';

interface Entry {
  readonly masker: Promise<Masker>;
  readonly staleAt: number;
}

/** A changed rule holds on every process after this long at the latest. */
const lifetimeMs = 5_000;
const maxEntries = 10_000;

/** Holds the masker of each project that is being written to: building one costs a query and some regular expressions. */
@Injectable()
export class MaskerCache {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly database: Database) {}

  /** The masker of a project: the default rules, the workspace's and the project's. */
  of(workspaceId: string, projectId: string): Promise<Masker> {
    const key = `${workspaceId}/${projectId}`;
    const held = this.entries.get(key);
    if (held && held.staleAt > performance.now()) return held.masker;
    const masker = this.load(workspaceId, projectId);
    masker.catch(() => this.entries.delete(key));
    if (this.entries.size >= maxEntries) this.entries.clear();
    this.entries.set(key, { masker, staleAt: performance.now() + lifetimeMs });
    return masker;
  }

  private async load(workspaceId: string, projectId: string): Promise<Masker> {
    const settings = await this.database.inWorkspace({ workspaceId }, (tx) => readStoredMaskers(tx, projectId));
    return createMasker(toRules(settings));
  }
}

const toRules = (settings: readonly MaskerSettings[]) => ({
  keys: settings.flatMap((one) => one.keys),
  patterns: settings.flatMap((one) => one.values.map((pattern) => ({ name: 'custom', pattern }))),
  maskEmails: settings.some((one) => one.emails),
});
