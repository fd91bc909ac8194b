import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';

export interface ConsoleUser {
  readonly id: string;
  readonly email: string;
}

const daysValid = 30;

/** A token with the claims of a Supabase access token (supabase.com/docs/guides/auth/jwt-fields), signed HS256 and valid for 30 days. */
export async function mintConsoleToken(user: ConsoleUser, issuer: string, secret: string, now: Date): Promise<string> {
  const issuedAt = Math.floor(now.getTime() / 1000);
  return new SignJWT({
    role: 'authenticated',
    aal: 'aal1',
    session_id: randomUUID(),
    email: user.email,
    phone: '',
    is_anonymous: false,
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience('authenticated')
    .setSubject(user.id)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + daysValid * 86_400)
    .sign(new TextEncoder().encode(secret));
}
