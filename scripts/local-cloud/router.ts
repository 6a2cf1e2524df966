// Finds the product that a path belongs to: the longest mounted prefix wins, whoever mounted it.
import { json, type Mount, type WebReply, type WebRequest } from './web';

export class Router {
  private readonly mounts: readonly Mount[];

  /** Throws where two products want the same prefix. */
  constructor(mounts: readonly Mount[]) {
    const prefixes = new Set<string>();
    for (const { prefix } of mounts) {
      if (!prefix.startsWith('/')) throw new Error(`The mount "${prefix}" must begin with a slash.`);
      if (prefixes.has(prefix)) throw new Error(`The path ${prefix} is mounted twice.`);
      prefixes.add(prefix);
    }
    this.mounts = mounts.toSorted((a, b) => b.prefix.length - a.prefix.length);
  }

  /** Who serves this path; undefined when nobody does. */
  mountOf(path: string): Mount | undefined {
    return this.mounts.find(({ prefix }) => covers(prefix, path));
  }

  async handle(request: WebRequest): Promise<WebReply> {
    const mount = this.mountOf(request.path);
    if (mount) return mount.handle(request);
    const known = this.mounts.map(({ prefix }) => prefix).toSorted();
    return json({ error: `Nothing is at ${request.path}. There is: ${known.join(', ')}` }, 404);
  }
}

function covers(prefix: string, path: string): boolean {
  return path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);
}
