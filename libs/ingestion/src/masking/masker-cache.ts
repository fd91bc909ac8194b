import { Database, RecentValues } from '@debrief/infra';
import { readStoredMaskers } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { createMasker, type Masker } from './masker';
import { toMaskerRules } from './to-masker-rules';

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
    return createMasker(toMaskerRules(settings));
  }
}
