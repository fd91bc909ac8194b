import { Cursors, Database, pageById, type PageRequest, type WorkspaceTx } from '@debrief/infra';
import { conflict, invalid, newId, type Scope } from '@debrief/kernel';
import { changedFields, recordAudit } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { evaluatorTypes, typeOf } from '../definition/evaluator-types';
import { changeEvaluator, composeEvaluator } from './compose-evaluator';
import type { Evaluator, EvaluatorFilters, EvaluatorPatch, NewEvaluator } from './evaluator.types';
import {
  countEvaluators,
  deleteEvaluator,
  findEvaluatorByName,
  insertEvaluator,
  insertVersion,
  type NewEvaluatorRow,
  selectEvaluators,
  updateEvaluator,
} from './evaluators.queries';
import { getEvaluator } from './get-evaluator';

export interface EvaluatorPage {
  readonly items: readonly Evaluator[];
  readonly nextCursor: string | null;
  readonly total: number;
}

/** Keeps the evaluators of projects. What they do is jobs. */
@Injectable()
export class EvaluatorsService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
  ) {}

  /** @throws DomainError INVALID naming the field; CONFLICT `name_taken` */
  create(scope: Scope, projectId: string, input: NewEvaluator): Promise<Evaluator> {
    const evaluator = composeEvaluator(newId(), projectId, input);
    return this.database.inWorkspace(scope, async (tx) => {
      await requireFreeName(tx, evaluator);
      const stored = await insertEvaluator(tx, evaluator);
      await audit(tx, scope, stored, 'create', { ...told(stored) });
      return stored;
    });
  }

  /** @throws DomainError NOT_FOUND */
  get(scope: Scope, projectId: string, id: string): Promise<Evaluator> {
    return this.database.inWorkspace(scope, (tx) => getEvaluator(tx, projectId, id));
  }

  /** Newest first. @throws DomainError MALFORMED `invalid_cursor`; INVALID for a type that is none */
  list(scope: Scope, projectId: string, asked: EvaluatorFilters, request: PageRequest): Promise<EvaluatorPage> {
    const type = asked.type === undefined ? undefined : typeOf(asked.type);
    if (type === undefined && asked.type !== undefined)
      throw invalid('type', `must be one of ${evaluatorTypes.join(', ')}`);
    const filters = { ...asked, type };
    const bond = { workspaceId: scope.workspaceId, list: `evaluators/${projectId}`, filters: { ...filters } };
    return this.database.inWorkspace(scope, async (tx) => ({
      ...(await pageById(this.cursors, bond, request, (page) => selectEvaluators(tx, projectId, filters, page))),
      total: await countEvaluators(tx, projectId, filters),
    }));
  }

  /**
   * Changes an evaluator; jobs of the versions before stay.
   * @throws DomainError NOT_FOUND; INVALID naming the field; CONFLICT `name_taken`
   */
  update(scope: Scope, projectId: string, id: string, patch: EvaluatorPatch): Promise<Evaluator> {
    return this.database.inWorkspace(scope, async (tx) => {
      const before = await getEvaluator(tx, projectId, id, { forUpdate: true });
      const after = changeEvaluator(before, patch);
      const changes = changedFields({ ...told(before) }, { ...told(after) });
      if (!changes) return before;
      await requireFreeName(tx, after);
      if (after.version !== before.version) await insertVersion(tx, after);
      const stored = await updateEvaluator(tx, after);
      await audit(tx, scope, stored, 'update', changes);
      return stored;
    });
  }

  /** With its jobs; the scores that it gave, and what it reported of runs, stay. @throws DomainError NOT_FOUND */
  delete(scope: Scope, projectId: string, id: string): Promise<void> {
    return this.database.inWorkspace(scope, async (tx) => {
      const evaluator = await getEvaluator(tx, projectId, id, { forUpdate: true });
      await deleteEvaluator(tx, id);
      await audit(tx, scope, evaluator, 'delete', { name: evaluator.name });
    });
  }
}

/** @throws DomainError CONFLICT `name_taken` */
const requireFreeName = async (tx: WorkspaceTx, { id, projectId, name }: NewEvaluatorRow): Promise<void> => {
  const holder = await findEvaluatorByName(tx, projectId, name);
  if (holder !== undefined && holder !== id) throw conflict(`An evaluator ${name} exists already`, 'name_taken');
};

const audit = (
  tx: WorkspaceTx,
  scope: Scope,
  { id, projectId }: Evaluator,
  verb: string,
  details: Record<string, unknown>,
): Promise<void> =>
  recordAudit(tx, scope, { action: `evaluator.${verb}`, targetType: 'evaluator', targetId: id, projectId, details });

/** What an audit row tells of an evaluator. */
const told = (evaluator: NewEvaluatorRow) => ({
  name: evaluator.name,
  description: evaluator.description,
  version: evaluator.version,
  definition: evaluator.definition,
  target_filter: evaluator.targetFilter,
  sampling_rate: evaluator.samplingRate,
  enabled: evaluator.enabled,
});
