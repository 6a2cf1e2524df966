// The phone in an environment that another mini-program shares: every call goes there, and one that could not be opened is opened anew.
import { useSharedEnvironment } from '../../miniprogram/services/environment';
import { call, read } from '../../miniprogram/services/cloud';

const OF = { resourceAppid: 'wx00000000000000bb', resourceEnv: 'shop-1' };

/** What WeChat has of it; `refusals`: how often it does not open. */
function installCloud(refusals: number): { opened: object[]; calls: string[] } {
  const seen = { opened: [] as object[], calls: [] as string[] };
  let left = refusals;
  class Cloud {
    constructor(private readonly of: object) {}
    init(): Promise<void> {
      seen.opened.push(this.of);
      return (left -= 1) >= 0 ? Promise.reject(new Error('Cloud.init:fail')) : Promise.resolve();
    }
    async callFunction({ name }: { name: string }) {
      seen.calls.push(name);
      return { result: { errcode: 0, at: 'theirs' } };
    }
  }
  const own = { callFunction: async () => ({ result: { errcode: 0, at: 'own' } }) };
  Object.assign(globalThis, { wx: { cloud: { ...own, Cloud } } });
  return seen;
}

test('without one calls go to the own environment', async () => {
  installCloud(0);
  expect(await call('pay', {})).toMatchObject({ at: 'own' });
});

test('every call goes to the shared one, which is opened once', async () => {
  const seen = installCloud(0);
  useSharedEnvironment(OF);
  expect(await call('pay', {})).toMatchObject({ at: 'theirs' });
  expect(await call('login', {})).toMatchObject({ at: 'theirs' });
  expect(seen).toEqual({ opened: [OF], calls: ['pay', 'login'] });
});

test('one that does not open is no answer, and the next call opens it', async () => {
  const seen = installCloud(1);
  useSharedEnvironment(OF);
  await expect(call('pay', {})).rejects.toMatchObject({ code: 'NO_ANSWER' });
  expect(await call('pay', {})).toMatchObject({ at: 'theirs' });
  expect(seen.opened).toHaveLength(2);
});

test('a question is put again by itself when it does not open at first', async () => {
  installCloud(1);
  useSharedEnvironment(OF);
  expect(await read('pay', {})).toMatchObject({ at: 'theirs' });
});
