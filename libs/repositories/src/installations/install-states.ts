import { createHash, randomUUID } from 'node:crypto';
import { SecretBox } from '@debrief/infra';
import { invalid } from '@debrief/kernel';

/** Who began to install the App, for which workspace. */
export interface InstallState {
  readonly workspaceId: string;
  readonly userId: string;
  /** By which a state is known that was used. */
  readonly nonce: string;
}

interface Claims extends InstallState {
  readonly expiresAt: number;
  /** Digest of what the browser keeps. */
  readonly browser: string | null;
}

const goodForMs = 10 * 60_000;
const context = 'install';
const refused = () => invalid('state', 'is not one of ours, has expired, or was used');

/**
 * Makes and opens the `state` that a person takes to GitHub and back: sealed, so that nobody else can make one, and short-lived.
 * Where strangers share an instance it is good only in the browser that it was made for: else an owner could send the link to
 * somebody of another organisation, whose installation would then be bound to the owner's workspace.
 */
export class InstallStates {
  private readonly box: SecretBox;

  constructor(
    secret: string,
    private readonly needsBrowser: boolean,
  ) {
    this.box = new SecretBox(secret, 'github install state');
  }

  /** @param browser a secret that the person's browser keeps and sends along when it comes back */
  mint(
    { workspaceId, userId, browser }: Omit<InstallState, 'nonce'> & { readonly browser: string },
    now: Date,
  ): string {
    const claims: Claims = {
      workspaceId,
      userId,
      nonce: randomUUID(),
      expiresAt: now.getTime() + goodForMs,
      browser: this.needsBrowser ? digest(browser) : null,
    };
    return this.box.seal(JSON.stringify(claims), context).toString('base64url');
  }

  /** @throws INVALID `state` */
  open(state: string, browser: string | undefined, now: Date): InstallState {
    const { workspaceId, userId, nonce, expiresAt, browser: expected } = this.unseal(state);
    const isSameBrowser = expected === null || (browser !== undefined && digest(browser) === expected);
    if (expiresAt <= now.getTime() || !isSameBrowser) throw refused();
    return { workspaceId, userId, nonce };
  }

  private unseal(state: string): Claims {
    try {
      return JSON.parse(this.box.open(Buffer.from(state, 'base64url'), context)) as Claims;
    } catch {
      throw refused();
    }
  }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');

export const stateRefused = refused;
