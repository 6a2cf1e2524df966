/** A running function that dies at its n-th step outside itself, before the step has its effect or just after. */
import type { FaceVerification } from '../../../shared/identity/face/ports';

export type Moment = 'before' | 'after';

class Died extends Error {}

export interface Dying {
  readonly ports: FaceVerification;
  /** Whether it lived on: it had no n-th step. */
  readonly survived: () => boolean;
}

/** Dies at step `nth` (from 0); whatever it tries afterwards has no effect. */
export function dyingProcess(ports: FaceVerification, nth: number, moment: Moment): Dying {
  let steps = 0;
  const step = async <T>(take: () => Promise<T>): Promise<T> => {
    const mine = steps;
    steps += 1;
    if (mine > nth || (mine === nth && moment === 'before')) throw new Died('the process died');
    const taken = await take();
    if (mine === nth) throw new Died('the process died');
    return taken;
  };
  /** Every method of a port as a step. */
  const mortal = <P extends object>(port: P): P =>
    new Proxy(port, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function' || name === 'idOf') return value;
        return (...args: readonly unknown[]) =>
          step(() => Reflect.apply(value, target, args) as Promise<unknown>);
      },
    });
  return {
    ports: {
      wechat: {
        ...ports.wechat,
        http: mortal(ports.wechat.http),
        credentials: mortal(ports.wechat.credentials),
        known: new Map(),
        finding: new Map(),
      },
      sessions: mortal(ports.sessions),
      attempts: mortal(ports.attempts),
    },
    survived: () => steps <= nth,
  };
}
