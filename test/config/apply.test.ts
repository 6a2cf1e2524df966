// What stands before a write, in the reader's language.
import { apply } from '../../scripts/config/apply';
import type { OnlineConfig } from '../../scripts/config/online';
import { en } from '../../shared/payments/doctor/words/en';
import { zhTw } from '../../shared/payments/doctor/words/zh-tw';
import { rightOf } from '../doctor/configurations';
import { spoken } from './spoken';

const never = (): Promise<never> => Promise.reject(new Error('nothing may be written'));
const online: OnlineConfig = {
  name: 'a shop',
  isRemote: false,
  all: () => Promise.resolve([]),
  read: () => Promise.resolve(undefined),
  replace: never,
  keep: never,
  kept: () => Promise.resolve([]),
};

test('what keeps a configuration from being written is said in the language that is asked for', async () => {
  const after = { ...rightOf('yaband'), _id: 'payment', notify_url: 'shop' };
  const said = async (lang: string): Promise<string> => {
    const terminal = spoken();
    const consent = { yes: true, anyway: false, lang };
    expect(await apply({ terminal, online }, [{ before: undefined, after }], consent)).toBe(1);
    return terminal.text();
  };
  expect(await said('en')).toContain(en.url_no_https);
  expect(await said('zh-TW')).toContain(zhTw.own.url_no_https);
});
