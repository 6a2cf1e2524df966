// How every asynchronous wx function is called: with success/fail/complete callbacks, or without them as a promise.

interface Callbacks {
  success?: (result: object) => void;
  fail?: (failure: object) => void;
  complete?: (outcome: object) => void;
}

/** A wx function that was told no: rejects with `{ errMsg: '<name>:fail <reason>' }` and further fields, for example `errCode`. */
export class WxFailure extends Error {
  constructor(
    reason: string,
    readonly fields: Readonly<Record<string, unknown>> = {},
  ) {
    super(reason);
  }
}

type Run<Options> = (options: Options) => object | undefined | Promise<object | undefined>;

/** Wraps `run` into WeChat's calling convention. */
export function api<Options extends object>(name: string, run: Run<Options>) {
  const call = callbackApi(name, run);
  return (options: Options & Callbacks = {} as Options): Promise<object> | undefined => {
    const { success, fail, complete } = options;
    if (success ?? fail ?? complete) {
      call(options);
      return undefined;
    }
    const outcome = settle(name, () => run(options));
    return new Promise((resolve, reject) => {
      void outcome.then(({ isOk, value }) => {
        // WeChat rejects with a plain object, not with an Error.
        (isOk ? resolve : reject)(value);
      });
    });
  };
}

/** Wraps `run` for the few wx functions that know no promise: without callbacks nobody hears how it ended. */
export function callbackApi<Options extends object>(name: string, run: Run<Options>) {
  return (options: Options & Callbacks): void => {
    const { success, fail, complete } = options;
    void settle(name, () => run(options)).then(({ isOk, value }) => {
      (isOk ? success : fail)?.(value);
      complete?.(value);
    });
  };
}

interface Outcome {
  readonly isOk: boolean;
  readonly value: object;
}

/** Runs and answers how it ended, in the shape that WeChat tells it. */
export async function settle(name: string, run: () => ReturnType<Run<object>>): Promise<Outcome> {
  try {
    return { isOk: true, value: { errMsg: `${name}:ok`, ...(await run()) } };
  } catch (failure) {
    const reason = failure instanceof Error ? failure.message : String(failure);
    const fields = failure instanceof WxFailure ? failure.fields : {};
    return { isOk: false, value: { errMsg: `${name}:fail ${reason}`, ...fields } };
  }
}
