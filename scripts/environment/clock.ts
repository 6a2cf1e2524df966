/** The clock that an environment lives by: a local cloud has one of its own, and its sandboxes check the moment of what is signed. */
import type { Clock } from '../../shared/kernel/ports';

/** @param localUrl of a local cloud; without one it is this machine's clock */
export async function clockOf(localUrl: string | undefined): Promise<Clock> {
  const offset = localUrl === undefined ? 0 : await offsetOf(localUrl.replace(/\/+$/, ''));
  return {
    now: () => Date.now() + offset,
    sleep: (ms) => new Promise((resolve) => void setTimeout(resolve, ms).unref()),
  };
}

async function offsetOf(localUrl: string): Promise<number> {
  const reply = await fetch(`${localUrl}/control/clock`);
  const { offset_ms: offset } = (await reply.json()) as { offset_ms?: unknown };
  return typeof offset === 'number' ? offset : 0;
}
