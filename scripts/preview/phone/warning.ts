// One line for each thing that the preview does not do, in the browser's console and, where a server listens, in the terminal.

const told = new Set<string>();

/** Warns once per text. */
export function warnOnce(text: string): void {
  if (told.has(text)) return;
  told.add(text);
  // eslint-disable-next-line no-console -- the browser's console is where authors look first
  console.warn(text);
  for (const listener of listeners) listener(text);
}

const listeners = new Set<(text: string) => void>();

/** Calls `listener` with every new warning. */
export const onWarning = (listener: (text: string) => void): void => void listeners.add(listener);
