import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { BareRepository } from './bare-repository';

export interface Repository {
  readonly id: number;
  readonly owner: string;
  /** May be changed: GitHub renames, and the id stays. */
  name: string;
  readonly bare: BareRepository;
  readonly pulls: Pull[];
  readonly checks: Check[];
  /** Drafts are not available on every plan. */
  allowsDrafts: boolean;
}

export interface Pull {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly head: string;
  readonly base: string;
  readonly draft: boolean;
  state: 'open' | 'closed';
  mergedAt: string | null;
  updatedAt: string;
}

export type Check = Record<string, unknown> & { readonly id: number; readonly head_sha: string; readonly name: string };

export interface Installation {
  readonly id: number;
  readonly account: string;
  readonly repositories: Repository[];
  suspendedAt: string | null;
}

/** A GitHub user: what they reach, and whether they may push there. */
export interface User {
  readonly reaches: readonly { readonly installation: Installation; readonly push: boolean }[];
}

/** An installation token, as it was narrowed. */
export interface IssuedToken {
  readonly token: string;
  readonly installationId: number;
  readonly repositoryIds: readonly number[];
  readonly permissions: Readonly<Record<string, string>>;
}

/** What this GitHub knows. */
export class GithubState {
  readonly app = {
    id: '4711',
    slug: 'debrief-test',
    clientId: 'Iv1.0123456789abcdef',
    clientSecret: randomBytes(20).toString('hex'),
    webhookSecret: randomBytes(20).toString('hex'),
    ...generateKeyPairSync('rsa', { modulusLength: 2048 }),
  };
  readonly installations: Installation[] = [];
  readonly codes = new Map<string, User>();
  readonly userTokens = new Map<string, User>();
  readonly issuedTokens: IssuedToken[] = [];
  private ids = 1000;

  nextId(): number {
    return (this.ids += 1);
  }

  addRepository(fullName: string): Repository {
    const [owner = '', name = ''] = fullName.split('/');
    return { id: this.nextId(), owner, name, bare: new BareRepository(), pulls: [], checks: [], allowsDrafts: true };
  }

  /** Installs the App for an account. */
  install(account: string, ...repositories: Repository[]): Installation {
    const installation = { id: this.nextId(), account, repositories, suspendedAt: null };
    this.installations.push(installation);
    return installation;
  }

  /** A code with which a user comes back; it is good once. */
  signIn(...reaches: User['reaches']): string {
    const code = randomBytes(10).toString('hex');
    this.codes.set(code, { reaches });
    return code;
  }

  findRepository(owner: string, name: string): Repository | undefined {
    return this.installations
      .flatMap(({ repositories }) => repositories)
      .find((one) => one.owner.toLowerCase() === owner.toLowerCase() && one.name.toLowerCase() === name.toLowerCase());
  }

  issue(installationId: number, repositoryIds: readonly number[], permissions: Record<string, string>): string {
    const token = `ghs_${randomBytes(20).toString('hex')}`;
    this.issuedTokens.push({ token, installationId, repositoryIds, permissions });
    return token;
  }

  removeAll(): void {
    for (const { repositories } of this.installations) for (const { bare } of repositories) bare.remove();
  }
}
