import type { VerifiedUser } from '@debrief/infra';
import type { KnownKey, Membership } from './credential-source';

/** Who sent the request, known for certain. What they may do is decided afterwards. */
export type Caller =
  | { readonly type: 'api_key'; readonly key: KnownKey }
  | { readonly type: 'user'; readonly user: VerifiedUser; readonly memberships: readonly Membership[] }
  | { readonly type: 'server' };
