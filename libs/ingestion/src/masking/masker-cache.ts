import { Database, RecentValues } from '@debrief/infra';
import { type MaskerSettings, readStoredMaskers } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { createMasker, type Masker } from './masker';

/** A changed rule holds on every process after twice this long at the latest. */
const freshMs = 2_500;
const maxMaskers = 10_000;

/** Holds the masker of each project that is being written to: building one costs a query and some regular expressions. */
@Injectable()
export class MaskerCache {
  private readonly maskers = new RecentValues<Masker>({ freshMs, max: maxMaskers });

  constructor(private readonly database: Database) {}

  /** The masker of a project: the default rules, the workspace's and the project's. */
  async of(workspaceId: string, projectId: string): Promise<Masker> {
    const load = () => this.load(workspaceId, projectId);
    return (await this.maskers.get(`${workspaceId}/${projectId}`, load)) ?? load();
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
