import { createPrivateKey } from 'node:crypto';

/**
 * An RSA private key as PKCS #8 PEM, from PEM of any kind (line breaks may be written `\n`) or the base64 of such.
 * @returns undefined for anything else
 */
export const readPrivateKey = (text: string): string | undefined => {
  const pem = text.includes('-----BEGIN') ? text : Buffer.from(text, 'base64').toString('utf8');
  try {
    const key = createPrivateKey(pem.replaceAll('\\n', '\n'));
    return key.asymmetricKeyType === 'rsa' ? key.export({ type: 'pkcs8', format: 'pem' }).toString() : undefined;
  } catch {
    return undefined;
  }
};
