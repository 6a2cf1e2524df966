// What of `wx` is not played: it warns once, and fails as WeChat fails. Nothing that a mini-program asks stops it.
import { warnOnce } from '../warning';
import { api } from './calling';

/** `known` with an answer for every other name. */
export function withUnknown<Api extends object>(prefix: string, known: Api): Api {
  return new Proxy(known, {
    get(target, key): unknown {
      // With a `then` a promise would wait for the object in place of being it.
      if (typeof key === 'symbol' || key === 'then' || key in target) return Reflect.get(target, key);
      return unplayed(`${prefix}.${key}`, key);
    },
  });
}

/** The names of functions that answer at once, or an object. */
const answersAtOnce = /Sync$|^(on|off)[A-Z]|^create|^get\w*(Manager|Context|Observer|Adapter)/;
/** The names of functions that fail, and answer an object at once nevertheless. */
const answersTask = /^connectSocket$/;

function unplayed(fullName: string, key: string): unknown {
  const tell = () => warnOnce(`${fullName} is not played by the preview`);
  if (/^[A-Z]/.test(key)) {
    tell();
    return undefined;
  }
  const fails = api(fullName.replace(/^wx\./, ''), (): never => {
    throw new Error('not played by the preview');
  });
  return (options?: unknown) => {
    tell();
    if (answersAtOnce.test(key))
      return /^(create|get)/.test(key) && !key.endsWith('Sync') ? inert(fullName) : undefined;
    const failed = fails(typeof options === 'object' && options !== null ? options : {});
    if (!answersTask.test(key)) return failed;
    failed?.catch(() => undefined);
    return inert(fullName);
  };
}

/** An object all of whose functions do nothing and can be chained. */
function inert(name: string): object {
  const nothing: object = new Proxy(() => undefined, {
    get: (_, key) => (key === 'then' || typeof key === 'symbol' ? undefined : nothing),
    apply: () => nothing,
  });
  return Object.assign(nothing, { toString: () => name });
}
