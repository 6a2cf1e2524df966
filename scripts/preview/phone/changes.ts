// Loads the phone anew when its sources have changed; the address keeps the page and its query.

/** Asks the server until there is a version after this one. */
export async function followChanges(version: number): Promise<void> {
  for (;;) {
    const now = await newest(version);
    if (now !== undefined && now !== version) {
      window.location.reload();
      return;
    }
    if (now === undefined) await new Promise((resolve) => window.setTimeout(resolve, 1000));
  }
}

async function newest(after: number): Promise<number | undefined> {
  try {
    const response = await fetch(`changes?after=${after}`);
    return ((await response.json()) as { version: number }).version;
  } catch {
    return undefined;
  }
}
