// Files that a mini-program has for a while: paths that only this phone knows.

/** Keeps bytes under a temporary path. */
export const temporaryFile = (bytes: Blob): string => URL.createObjectURL(bytes);

/** Where the browser finds the files that the mini-program has written under paths of its own. */
const addresses = new Map<string, string>();

export function keepFile(path: string, bytes: Blob): void {
  forgetFile(path);
  addresses.set(path, URL.createObjectURL(bytes));
}

export function forgetFile(path: string): void {
  const address = addresses.get(path);
  if (address !== undefined) URL.revokeObjectURL(address);
  addresses.delete(path);
}

/** The address of such a file; every other path is its own. */
export const addressOfFile = (path: string): string => addresses.get(path) ?? path;
