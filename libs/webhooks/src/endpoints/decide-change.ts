import { changedFields } from '@debrief/tenancy';
import type { WebhookEndpoint, WebhookEventType } from '../webhook.types';
import { auditDetails } from './audit-endpoint';

/** What is absent stays. */
export interface EndpointPatch {
  readonly url?: string;
  readonly description?: string;
  readonly events?: readonly WebhookEventType[];
  /** Id or slug; null: all projects. */
  readonly project?: string | null;
  readonly enabled?: boolean;
}

type Wanted = Omit<EndpointPatch, 'project'> & { readonly projectId?: string | null };

type Change = Pick<
  WebhookEndpoint,
  'url' | 'description' | 'projectId' | 'enabled' | 'disabledReason' | 'failingSince'
> & { readonly events: WebhookEventType[] };

/** An endpoint after a change, and what to tell the audit log of it; `changed` is undefined where nothing changes. */
export const decideChange = (stored: WebhookEndpoint, wanted: Wanted) => {
  const enabled = wanted.enabled ?? stored.enabled;
  const isSwitched = enabled !== stored.enabled;
  const change: Change = {
    url: wanted.url ?? stored.url,
    description: wanted.description ?? stored.description,
    events: [...(wanted.events ?? stored.events)],
    projectId: wanted.projectId === undefined ? stored.projectId : wanted.projectId,
    enabled,
    disabledReason: isSwitched ? null : stored.disabledReason,
    failingSince: isSwitched ? null : stored.failingSince,
  };
  const changed = changedFields(auditDetails(stored), auditDetails({ ...stored, ...change }));
  // A path that changed shows in no detail.
  return {
    change,
    changed: changed ?? (change.url === stored.url ? undefined : { before: {}, after: { path: 'new' } }),
  };
};
