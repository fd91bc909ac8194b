import { field, message, nested, noAttributes, type SentAttributes } from './message-type';

export interface SentResource {
  attributes: SentAttributes;
}

export interface SentScope {
  name: string;
  version: string;
  attributes: SentAttributes;
}

/** Of every signal: the envelope around what one resource sent. */
export interface SentResourceGroup {
  resource: SentResource;
  schemaUrl: string;
}

/** Of every signal: the envelope around what one instrumentation scope sent. */
export interface SentScopeGroup {
  scope: SentScope;
  schemaUrl: string;
}

const createResource = (): SentResource => ({ attributes: noAttributes() });
const createScope = (): SentScope => ({ name: '', version: '', attributes: noAttributes() });

const resource = message(createResource, { attributes: field(1, 'attributes') });
const scope = message(createScope, {
  name: field(1, 'string'),
  version: field(2, 'string'),
  attributes: field(3, 'attributes'),
});

export const resourceGroup = message((): SentResourceGroup => ({ resource: createResource(), schemaUrl: '' }), {
  resource: nested(1, resource),
  schemaUrl: field(3, 'string'),
});
export const scopeGroup = message((): SentScopeGroup => ({ scope: createScope(), schemaUrl: '' }), {
  scope: nested(1, scope),
  schemaUrl: field(3, 'string'),
});
