import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { readJsonFile, writePrivateJson } from './private-file';

/** What this instance alone knows. Minted once; losing it voids every key, token and signed URL. */
export interface Secrets {
  /** Superuser of the embedded Postgres, used for migrations only. */
  readonly databaseAdminPassword: string;
  /** Login of api and worker. */
  readonly databasePassword: string;
  /** Signs console tokens, as a Supabase project's legacy secret does. */
  readonly jwtSecret: string;
  /** Root of keyed hashes and encryption (DEBRIEF_SECRET). */
  readonly rootSecret: string;
  readonly serverToken: string;
  /** The console user of the first workspace. */
  readonly userId: string;
}

/** The secrets of `home`, kept in `home/secrets.json` (mode 600) and made on first use. */
export function provideSecrets(home: string): Secrets {
  const file = join(home, 'secrets.json');
  const kept = readJsonFile<Secrets>(file);
  if (kept) return kept;
  const secrets: Secrets = {
    databaseAdminPassword: mint(),
    databasePassword: mint(),
    jwtSecret: mint(),
    rootSecret: mint(),
    serverToken: `dbf_server_${mint()}`,
    userId: randomUUID(),
  };
  writePrivateJson(file, secrets);
  return secrets;
}

const mint = (): string => randomBytes(32).toString('base64url');
