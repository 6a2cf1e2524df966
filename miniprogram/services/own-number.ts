// Numbers that this phone gives to what it asks for, so that a question put twice is known to be one.

/** A number that no other wish has: what it is for, when it was made (ms since the epoch), and eight random signs; letters and digits only. */
export function ownNumber(kind: string, now: number): string {
  const signs = Array.from({ length: 8 }, () => Math.floor(Math.random() * 36).toString(36)).join('');
  return `${kind}${now.toString(36)}${signs}`.toUpperCase();
}
