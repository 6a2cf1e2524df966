/** Waiting that ends: work of the SDK, which cannot be told to stop. */
import type { HttpFailure } from '../kernel/http';

/** What the work comes to, unless the moment comes first. */
export async function before<T>(end: number, work: Promise<T>, late: HttpFailure): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late), Math.max(0, end - performance.now()));
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
