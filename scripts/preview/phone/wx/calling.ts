// How every asynchronous wx function is called: with success/fail/complete callbacks, or without them as a promise.

interface Callbacks {
  success?: (result: object) => void;
  fail?: (failure: object) => void;
  complete?: (outcome: object) => void;
}

/** A wx function that was told no: rejects with `{ errMsg: '<name>:fail <reason>' }`. */
export class WxFailure extends Error {}

type Run<Options> = (options: Options) => object | undefined | Promise<object | undefined>;

/** Wraps `run` into WeChat's calling convention. */
export function api<Options extends object>(name: string, run: Run<Options>) {
  return (options: Options & Callbacks): Promise<object> | undefined => {
    const { success, fail, complete } = options;
    const outcome = settle(name, () => run(options));
    void outcome.then(({ isOk, value }) => {
      (isOk ? success : fail)?.(value);
      complete?.(value);
    });
    if (success ?? fail ?? complete) return undefined;
    return new Promise((resolve, reject) => {
      void outcome.then(({ isOk, value }) => {
        // WeChat rejects with a plain object, not with an Error.
        (isOk ? resolve : reject)(value);
      });
    });
  };
}

interface Outcome {
  readonly isOk: boolean;
  readonly value: object;
}

async function settle(name: string, run: () => ReturnType<Run<object>>): Promise<Outcome> {
  try {
    return { isOk: true, value: { errMsg: `${name}:ok`, ...(await run()) } };
  } catch (failure) {
    const reason = failure instanceof Error ? failure.message : String(failure);
    return { isOk: false, value: { errMsg: `${name}:fail ${reason}` } };
  }
}
