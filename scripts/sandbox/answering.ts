/** Turns a PSP's refusals into its answers. */

type Kind<R extends Error> = new (...args: never[]) => R;

/** Runs work whose refusals become the answers that `say` makes of them; any other error goes on. */
export const answering =
  <R extends Error, T>(kind: Kind<R>, say: (refusal: R) => T) =>
  async (work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof kind) return say(error);
      throw error;
    }
  };
