/** Codes as the phone gets them: encrypted, in base64 with `+`, `/` and `=`, so that a merchant has to undo an address's encoding. */
import { createCipheriv, createDecipheriv } from 'node:crypto';

/** WeChat's own keys; nobody else has to know them. */
const key = Buffer.from('the key of a sandbox, 32 bytes..');
const iv = Buffer.from('16 bytes of salt');

export function sealCode(code: string): string {
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  return cipher.update(code.padStart(32, '\0'), 'utf8', 'base64') + cipher.final('base64');
}

/** Undefined where it is no sealed code. */
export function openCode(sealed: string): string | undefined {
  try {
    const decipher = createDecipheriv('aes-256-cbc', key, iv);
    const plain = decipher.update(sealed, 'base64', 'utf8') + decipher.final('utf8');
    return plain.replace(/^\0+/, '');
  } catch {
    return undefined;
  }
}
