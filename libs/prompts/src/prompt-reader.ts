import { Cursors, Database, type Page, type PageRequest, toPage, type WorkspaceTx } from '@debrief/infra';
import type { JsonValue, Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';
import { type CompiledPrompt, compilePrompt, type PromptValues } from './content/compile-prompt';
import { getSelectedPrompt, promptNotFound } from './get-prompt';
import { highestOf, type Prompt, type PromptVersion, type SelectedPrompt } from './prompt.types';
import { countPrompts, listNewestPrompts, listPromptsByName, type PromptFilters } from './queries/list.queries';
import { findPrompt, hasPromptOrVersion } from './queries/prompt.queries';
import {
  listVersionIds,
  listVersionsByKey,
  mapConfigs,
  measureVersions,
  type VersionKey,
} from './queries/version.queries';
import { fitting } from './selection/fitting';
import { latestLabel, selectVersion, type VersionChoice } from './selection/select-version';

/** One page of a list, with how many there are in all. */
export interface CountedPrompts<T> extends Page<T> {
  readonly total: number;
  /** `total` is a lower bound. */
  readonly isEstimated: boolean;
}

/** A prompt as lists by name tell it. */
export interface PromptSummary {
  readonly prompt: Prompt;
  /** Of the version with the label that was asked for, else of the highest. */
  readonly config: JsonValue;
}

/** Under filters no more are counted. */
const countLimit = 10_000;

/** Reads prompts of a project. A `name` is a prompt's name, or else its id. */
@Injectable()
export class PromptReader {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
  ) {}

  /** @throws DomainError NOT_FOUND; INVALID where both a version and a label are asked for */
  get(scope: Scope, projectId: string, name: string, choice: VersionChoice): Promise<SelectedPrompt> {
    return this.database.inWorkspace(scope, (tx) => getSelectedPrompt(tx, projectId, name, choice));
  }

  /** Whether an id is one of a prompt of the project, or of a version of one. */
  has(scope: Scope, projectId: string, id: string): Promise<boolean> {
    return this.database.inWorkspace(scope, (tx) => hasPromptOrVersion(tx, projectId, id));
  }

  /** @throws DomainError NOT_FOUND; INVALID with `details.missing` where values are missing */
  async compile(
    scope: Scope,
    projectId: string,
    name: string,
    { choice, values }: { readonly choice: VersionChoice; readonly values: PromptValues },
  ): Promise<SelectedPrompt & { readonly compiled: CompiledPrompt }> {
    const selected = await this.get(scope, projectId, name, choice);
    return { ...selected, compiled: compilePrompt(selected.version.content, values) };
  }

  /**
   * The ids of versions that model calls name, for those that there are: one look-up for a page of calls.
   * @returns the id for a name and a number, or null
   */
  async mapIds(
    scope: Scope,
    projectId: string,
    named: readonly { readonly name: string; readonly version: number }[],
  ): Promise<(name: string, version: number) => string | null> {
    if (named.length === 0) return () => null;
    const found = await this.database.inWorkspace(scope, (tx) =>
      listVersionIds(
        tx,
        projectId,
        named.map(({ name }) => name),
        named.map(({ version }) => version),
      ),
    );
    const ids = new Map(found.map(({ id, name, version }) => [`${version} ${name}`, id]));
    return (name, version) => ids.get(`${version} ${name}`) ?? null;
  }

  /**
   * Newest first, each with the version that has the label which was asked for, else `production`, else the highest. A page ends early
   * where its texts are large.
   * @throws DomainError MALFORMED `invalid_cursor`
   */
  list(
    scope: Scope,
    projectId: string,
    filters: PromptFilters,
    { limit, cursor }: PageRequest,
  ): Promise<CountedPrompts<SelectedPrompt>> {
    const bond = { workspaceId: scope.workspaceId, list: 'prompts', filters: { projectId, ...filters } };
    const beforeId = this.cursors.open(bond, cursor)?.[0] as string | undefined;
    return this.database.inWorkspace(scope, async (tx) => {
      const prompts = await listNewestPrompts(tx, projectId, filters, { beforeId, limit: limit + 1 });
      const keys = prompts.map((prompt) => keyOf(prompt, { label: filters.label, otherwise: 'latest' }));
      const sizes = await measureVersions(tx, keys);
      const page = toPage(prompts, Math.min(limit, fitting(sizes)), ({ id }) => this.cursors.seal(bond, [id]));
      const versions = await listVersionsByKey(tx, keys.slice(0, page.items.length));
      const items = page.items.flatMap((prompt) => {
        const version = versions.find(({ promptId }) => promptId === prompt.id);
        return version ? [{ prompt, version }] : [];
      });
      return { items, nextCursor: page.nextCursor, ...(await countAll(tx, projectId, filters)) };
    });
  }

  /** By name. */
  async listByName(
    scope: Scope,
    projectId: string,
    filters: PromptFilters,
    page: { readonly offset: number; readonly limit: number },
  ): Promise<{ readonly items: readonly PromptSummary[]; readonly total: number }> {
    return this.database.inWorkspace(scope, async (tx) => {
      const prompts = await listPromptsByName(tx, projectId, filters, page);
      const choice = { label: filters.label ?? latestLabel, otherwise: 'latest' } as const;
      const configs = await mapConfigs(
        tx,
        prompts.map((prompt) => keyOf(prompt, choice)),
      );
      const total = await countPrompts(tx, projectId, filters, null);
      return { items: prompts.map((prompt) => ({ prompt, config: configs.get(prompt.id) ?? {} })), total };
    });
  }

  /** Newest first. @throws DomainError NOT_FOUND; MALFORMED `invalid_cursor` */
  listVersions(
    scope: Scope,
    projectId: string,
    name: string,
    { limit, cursor }: PageRequest,
  ): Promise<CountedPrompts<PromptVersion> & { readonly prompt: Prompt }> {
    return this.database.inWorkspace(scope, async (tx) => {
      const prompt = await findPrompt(tx, projectId, name);
      if (!prompt) throw promptNotFound(name);
      const bond = { workspaceId: scope.workspaceId, list: 'prompt-versions', filters: { promptId: prompt.id } };
      const before = (this.cursors.open(bond, cursor)?.[0] as number | undefined) ?? Infinity;
      const keys = prompt.versions
        .filter((version) => version < before)
        .reverse()
        .slice(0, limit + 1)
        .map((version) => ({ promptId: prompt.id, version }));
      const sizes = await measureVersions(tx, keys);
      const page = toPage(keys, Math.min(limit, fitting(sizes)), ({ version }) => this.cursors.seal(bond, [version]));
      const items = (await listVersionsByKey(tx, page.items)).sort((a, b) => b.version - a.version);
      return { prompt, items, nextCursor: page.nextCursor, total: prompt.versions.length, isEstimated: false };
    });
  }
}

/** A prompt that a list shows has what its filters ask for, so there is always a version. */
const keyOf = (prompt: Prompt, choice: VersionChoice): VersionKey => {
  const highest = highestOf(prompt);
  return { promptId: prompt.id, version: selectVersion({ highest, labels: prompt.labels }, choice) ?? highest };
};

const countAll = async (
  tx: WorkspaceTx,
  projectId: string,
  filters: PromptFilters,
): Promise<{ readonly total: number; readonly isEstimated: boolean }> => {
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  const found = await countPrompts(tx, projectId, filters, isFiltered ? countLimit + 1 : null);
  const isEstimated = isFiltered && found > countLimit;
  return { total: isEstimated ? countLimit : found, isEstimated };
};
