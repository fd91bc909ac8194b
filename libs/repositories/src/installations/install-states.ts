import { randomUUID } from 'node:crypto';
import { SecretBox } from '@debrief/infra';
import { invalid } from '@debrief/kernel';

/** Who began to install the App, for which workspace. */
export interface InstallState {
  readonly workspaceId: string;
  readonly userId: string;
  /** By which a state is known that was used. */
  readonly nonce: string;
}

const goodForMs = 10 * 60_000;
const context = 'install';
const refused = () => invalid('state', 'is not one of ours, has expired, or was used');

/** Makes and opens the `state` that a person takes to GitHub and back: sealed, so that nobody else can make one, and short-lived. */
export class InstallStates {
  private readonly box: SecretBox;

  constructor(secret: string) {
    this.box = new SecretBox(secret, 'github install state');
  }

  mint(workspaceId: string, userId: string, now: Date): string {
    const claims = { workspaceId, userId, nonce: randomUUID(), expiresAt: now.getTime() + goodForMs };
    return this.box.seal(JSON.stringify(claims), context).toString('base64url');
  }

  /** @throws INVALID `state` */
  open(state: string, now: Date): InstallState {
    const { expiresAt, ...claims } = this.unseal(state);
    if (expiresAt <= now.getTime()) throw refused();
    return claims;
  }

  private unseal(state: string): InstallState & { readonly expiresAt: number } {
    try {
      return JSON.parse(this.box.open(Buffer.from(state, 'base64url'), context)) as InstallState & {
        expiresAt: number;
      };
    } catch {
      throw refused();
    }
  }
}

export const stateRefused = refused;
