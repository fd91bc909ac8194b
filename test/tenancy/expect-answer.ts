import { type Role, roles } from '@debrief/kernel';
import type { Grant } from '../../apps/api/src/http/requires';
import type { CallerFacts, Place } from './principals';

/**
 * What a caller must be answered. `allowed`: served, and what the path names is found. `hidden`: 404, as if it did not exist.
 * Else status and code of the refusal.
 */
export type Expected = 'allowed' | 'hidden' | `${401 | 403 | 404 | 422} ${string}`;

/**
 * The contract's rule of access (README 2 and 3, native.md 1), written a second time and on purpose not with the product's own code.
 * @param namesRow whether the path names a row of the workspace
 */
export const expectAnswer = (grants: readonly Grant[], caller: CallerFacts, namesRow: boolean): Expected => {
  const seen = (place: Place): Expected =>
    place === 'intruding' ? '403 scope_mismatch' : namesRow && place === 'elsewhere' ? 'hidden' : 'allowed';
  switch (caller.type) {
    case 'nobody':
      return `401 ${caller.code}`;
    case 'key': {
      const wanted = grants.filter((grant) => grant.startsWith('key:'));
      if (wanted.length === 0) return '403 wrong_principal';
      return caller.scopes.some((scope) => wanted.includes(`key:${scope}`)) ? seen(caller.place) : '403 missing_scope';
    }
    case 'user': {
      const least = grants.find((grant): grant is Role => (roles as readonly Grant[]).includes(grant));
      if (!least) return grants.includes('user') ? 'allowed' : '403 wrong_principal';
      if (caller.place === 'intruding') return '403 scope_mismatch';
      return caller.role !== null && power[caller.role] >= power[least] ? seen(caller.place) : '403 missing_role';
    }
    case 'server':
      if (!grants.includes('server')) return '403 wrong_principal';
      if (caller.place === 'unnamed') return '422 workspace_required';
      return caller.place === 'unknown' ? '404 not_found' : seen(caller.place);
  }
};

const power: Readonly<Record<Role, number>> = { viewer: 1, member: 2, owner: 3 };
