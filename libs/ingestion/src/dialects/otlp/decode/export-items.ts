import { type EncodedMessage, resourceGroup, scopeGroup, type StreamedField, type ValueDefect } from '@debrief/infra';
import { DomainError } from '@debrief/kernel';
import type { OtlpResource, OtlpScope } from '../otlp.types';

/** Where the items of a signal's export stand. */
export interface ExportLayout {
  readonly resources: StreamedField;
  readonly scopes: StreamedField;
  readonly items: StreamedField;
}

/** An item with what it came under; those that came under one share it. */
export interface SentItem {
  readonly item: EncodedMessage;
  readonly resource: OtlpResource;
  readonly scope: OtlpScope;
  /** Of the resource or the scope: their items cannot be stored. */
  readonly sourceDefect: ValueDefect | null;
}

/** Items of 16 MiB, had each of them nothing but its ids. What is empty takes two bytes, and seconds when there are millions. */
const maxMessages = 600_000;

/** The items of an export, in the order sent, one at a time. Throws TOO_LARGE for more resources, scopes and items than data can have. */
export function* exportItems(request: EncodedMessage, layout: ExportLayout): Iterable<SentItem> {
  let messages = 0;
  const count = (): void => {
    messages += 1;
    if (messages > maxMessages) throw new DomainError('TOO_LARGE', `more than ${maxMessages} items in one export`);
  };
  for (const ofResource of request.each(layout.resources)) {
    count();
    const resource = readResource(ofResource);
    const resourceDefect = ofResource.defect;
    for (const ofScope of ofResource.each(layout.scopes)) {
      count();
      const scope = readScope(ofScope);
      const sourceDefect = resourceDefect ?? ofScope.defect;
      for (const item of ofScope.each(layout.items)) {
        count();
        yield { item, resource, scope, sourceDefect };
      }
    }
  }
}

function readResource(group: EncodedMessage): OtlpResource {
  const { resource, schemaUrl } = group.read(resourceGroup);
  return { attributes: resource.attributes.values, schemaUrl };
}

function readScope(group: EncodedMessage): OtlpScope {
  const { scope, schemaUrl } = group.read(scopeGroup);
  return { name: scope.name, version: scope.version, attributes: scope.attributes.values, schemaUrl };
}
