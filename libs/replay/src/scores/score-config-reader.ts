import { Database } from '@debrief/infra';
import { countConfigs, findConfigs, listConfigs, type ScoreConfig } from '@debrief/ingestion';
import { notFound, type Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';

/** Reads the score configs of a project back. `projectId`s are internal ones. */
@Injectable()
export class ScoreConfigReader {
  constructor(private readonly database: Database) {}

  /** Newest first, with how many there are in all. */
  list(
    scope: Scope,
    projectId: string,
    page: { readonly offset: number; readonly limit: number },
  ): Promise<{ readonly items: readonly ScoreConfig[]; readonly total: number }> {
    return this.database.inWorkspace(scope, async (tx) => ({
      items: await listConfigs(tx, projectId, page),
      total: await countConfigs(tx, projectId),
    }));
  }

  /** @throws DomainError NOT_FOUND */
  async get(scope: Scope, projectId: string, id: string): Promise<ScoreConfig> {
    const found = await this.database.inWorkspace(scope, (tx) => findConfigs(tx, projectId, [id]));
    const config = found.get(id.toLowerCase());
    if (!config) throw notFound('score config', id);
    return config;
  }
}
