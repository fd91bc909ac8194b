import { setImmediate as turn } from 'node:timers/promises';
import type { WorkspaceClient } from '@debrief/infra';
import { isJsonObject } from '@debrief/kernel';
import type { NewSpan } from '../spans/new-span';
import { prepareSpan } from '../spans/prepare-span';
import type { SourceIds } from '../spans/raw-span';
import { listSources } from '../spans/source.queries';
import type { EntityCommit } from './entity-commit';
import { entityKey } from './entity.queries';
import type { FoldedObservation } from './fold/fold-observation';
import { noSource, toSpan } from './to-span';

/** Observations prepared at a time: between two windows other requests have their turn. */
const windowSize = 100;

/** Folded observations as the spans that are stored of them, in their order. */
export const prepareObservations = async (
  client: WorkspaceClient,
  { projectId, prepare, noSource: noSourceIds, media }: EntityCommit,
  observations: readonly FoldedObservation[],
): Promise<NewSpan[]> => {
  const idsOf = observations.map(sourcesOf);
  const named = idsOf.flatMap((ids) => (ids ? [ids.resource, ids.scope] : []));
  const { resources, scopes } = named.length === 0 ? noSources : await listSources(client, named);
  const spans: NewSpan[] = [];
  for (const [index, observation] of observations.entries()) {
    const ids = idsOf[index] ?? noSourceIds;
    const source = {
      resource: resources.get(ids.resource) ?? noSource.resource,
      scope: scopes.get(ids.scope) ?? noSource.scope,
    };
    const span = prepareSpan(toSpan(observation, source), {
      ...prepare,
      projectId,
      sourcesOf: () => ids,
      isFolded: observation.fields['span'] === undefined,
    });
    const held = media.get(entityKey({ entity: 'observation', id: observation.id }));
    spans.push(held ? { ...span, media: held } : span);
    if (spans.length % windowSize === 0) await turn();
  }
  return spans;
};

const noSources = { resources: new Map<string, never>(), scopes: new Map<string, never>() };

const sourcesOf = ({ fields: { span } }: FoldedObservation): SourceIds | undefined => {
  if (!isJsonObject(span)) return undefined;
  const { resource, scope } = span;
  return typeof resource === 'string' && typeof scope === 'string' ? { resource, scope } : undefined;
};
