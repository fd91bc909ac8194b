import { Database } from '@debrief/infra';
import { type JsonObject, newId, notFound, type Scope, toColumnText } from '@debrief/kernel';
import { recordAudit } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { checkConfig, type ConfigRules } from './check-config';
import type { ScoreConfig } from './score-config';
import { findConfigForUpdate, insertConfig, updateConfig } from './score-config.queries';

export interface NewScoreConfig extends ConfigRules {
  readonly categories: readonly JsonObject[] | null;
  readonly description: string | null;
}

/** Absent: unchanged. */
export interface ScoreConfigPatch {
  readonly name?: string;
  readonly isArchived?: boolean;
  readonly categories?: readonly JsonObject[];
  readonly minValue?: number | null;
  readonly maxValue?: number | null;
  readonly description?: string | null;
}

/** Keeps what scores must be like that name it. */
@Injectable()
export class ScoreConfigsService {
  constructor(private readonly database: Database) {}

  /** @param projectId internal id @throws DomainError INVALID with the field */
  create(scope: Scope, projectId: string, config: NewScoreConfig): Promise<ScoreConfig> {
    const { name, dataType, minValue, maxValue, description } = config;
    const categories = checkConfig(config);
    return this.database.inWorkspace(scope, async (tx) => {
      const created = await insertConfig(tx, {
        id: newId(),
        projectId,
        name,
        dataType,
        minValue,
        maxValue,
        categories: categories === null ? null : toColumnText(JSON.stringify(categories)),
        description: description === null ? null : toColumnText(description),
      });
      const details = { name, data_type: dataType };
      await recordAudit(tx, scope, { ...auditOf('score_config.create', created), details });
      return created;
    });
  }

  /** Scores that are there stay as they are. @throws DomainError NOT_FOUND; INVALID with the field */
  update(scope: Scope, projectId: string, id: string, patch: ScoreConfigPatch): Promise<ScoreConfig> {
    return this.database.inWorkspace(scope, async (tx) => {
      const stored = await findConfigForUpdate(tx, projectId, id);
      if (!stored) throw notFound('score config', id);
      const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
      const wanted = { ...stored, ...(given as ScoreConfigPatch) };
      const categories = checkConfig(wanted);
      const changed = await updateConfig(tx, id, {
        name: wanted.name,
        isArchived: wanted.isArchived,
        minValue: wanted.minValue,
        maxValue: wanted.maxValue,
        categories: categories === null ? null : toColumnText(JSON.stringify(categories)),
        description: wanted.description === null ? null : toColumnText(wanted.description),
      });
      await recordAudit(tx, scope, {
        ...auditOf('score_config.update', changed),
        details: { fields: Object.keys(given) },
      });
      return changed;
    });
  }
}

const auditOf = (action: string, { id, projectId }: ScoreConfig) => ({
  action,
  targetType: 'score_config',
  targetId: id,
  projectId,
});
