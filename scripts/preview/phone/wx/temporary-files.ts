// Files that a mini-program has for a while: paths that only this phone knows.

/** Keeps bytes under a temporary path. */
export const temporaryFile = (bytes: Blob): string => URL.createObjectURL(bytes);

/** The bytes behind a temporary path. */
export async function fileOf(path: string): Promise<Blob> {
  return (await fetch(path)).blob();
}
