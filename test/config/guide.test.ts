// The guide to a configuration: by flags, and as a person is led through it.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { guide } from '../../scripts/config/guide';
import { temporaryFolder } from '../local-cloud/fixture';
import { merchants, rightOf, wechats } from '../doctor/configurations';
import { spoken } from './spoken';

let folder: string;
let remove: () => void;
beforeEach(() => ({ folder, remove } = temporaryFolder()));
afterEach(() => remove());

const at = (name: string): string => path.join(folder, name);
const written = (): unknown => JSON.parse(readFileSync(at('payment.json'), 'utf8'));
const KEY = '0123456789abcdef0123456789abcdef';
const ADDRESS = 'https://shop-1250000000.ap-shanghai.app.tcloudbase.com/notify';

const pem = (name: string, text: string): string => {
  writeFileSync(at(name), text);
  return at(name);
};

const flags = (...pairs: readonly string[]): string[] => [
  ...['--file', at('payment.json')],
  ...pairs.flatMap((pair) => ['--set', pair]),
];

describe('without a terminal', () => {
  test('flags make a document that only its owner may read, and say where notices will come', async () => {
    const terminal = spoken();
    const args = flags('mchid=100231', `key=${KEY}`, 'currency=EUR', `notify_url=${ADDRESS}`);
    expect(await guide(['--pay-sp', 'yaband', ...args], terminal)).toBe(0);
    expect(written()).toEqual({
      _id: 'payment',
      ...{ pay_sp: 'yaband', mchid: '100231', key: KEY, currency: 'EUR', notify_url: ADDRESS },
    });
    expect(statSync(at('payment.json')).mode & 0o777).toBe(0o600);
    expect(terminal.text()).toContain(`notices of yaband will come to ${ADDRESS}/yaband`);
    expect(terminal.text()).not.toContain(KEY);
  });

  test('a file of keys is taken as it is, without its byte order mark', async () => {
    const args = flags(
      'mchid=1900012345',
      `serial_no=${'A1'.repeat(20)}`,
      `apiv3_key=${KEY}`,
      'currency=CNY',
    );
    const files = [
      ...['--set-file', `private_key=${pem('a.pem', `\ufeff${merchants.privateKey}`)}`],
      ...['--set-file', `public_key=${pem('b.pem', wechats.publicKey)}`],
      ...[
        '--set',
        'public_key_id=PUB_KEY_ID_0119000123452026010100000000000001',
        '--set',
        `notify_url=${ADDRESS}`,
      ],
    ];
    expect(await guide(['--pay-sp', 'v3', ...args, ...files], spoken())).toBe(0);
    expect(written()).toMatchObject({ private_key: merchants.privateKey.trim() });
  });

  test('what is missing is named, and the file is there to go on with', async () => {
    const terminal = spoken();
    expect(await guide(['--pay-sp', 'yaband', ...flags('mchid=100231')], terminal)).toBe(1);
    expect(terminal.text()).toContain('key is missing');
    expect(written()).toMatchObject({ mchid: '100231' });
  });

  test('what is missing is named in the language that is asked for', async () => {
    const terminal = spoken();
    await guide(['--pay-sp', 'yaband', '--lang', 'zh', ...flags('mchid=100231')], terminal);
    expect(terminal.text()).toMatch(/缺少|为空|没有/);
    await expect(guide(['--pay-sp', 'yaband', '--lang', 'xx', ...flags()], spoken())).rejects.toThrow(
      '--lang takes one of: en, zh-CN, zh-TW',
    );
  });

  test('a second PSP gets a block of its own beside the first', async () => {
    await guide(['--pay-sp', 'yaband', ...flags('mchid=100231', `key=${KEY}`, 'currency=EUR')], spoken());
    const more = flags('mchid=200417', `key=${KEY}9`, 'store_name=Atelier Lin', 'currency=AUD');
    await guide(['--pay-sp', 'supay', ...more], spoken());
    expect(written()).toMatchObject({
      pay_sp: 'yaband',
      mchid: '100231',
      providers: { supay: { mchid: '200417' } },
    });
  });

  test.each([
    [[], /which PSP\?.*yaband/],
    [['--pay-sp', 'paypal'], /no such PSP.*yaband/],
    [['--pay-sp', 'v3', '--set', 'mchid'], /--set wants field=/],
    [['--pay-sp', 'v3', '--set-file', 'private_key=/nowhere/at/all.pem'], /private_key cannot be read/],
  ])('%j is refused in words', async (args, words) => {
    await expect(guide(['--file', at('payment.json'), ...args], spoken())).rejects.toThrow(words);
  });
});

describe('a person', () => {
  const { mchid, key, currency, notify_url: address } = rightOf('yaband');

  test('is asked for what is needed, told where it is found, and not for what stands there already', async () => {
    const terminal = spoken({
      'Which of these': 'yaband',
      'cashier account UID': String(mchid),
      'secret key of the cashier': String(key),
      'public address': String(address),
    });
    expect(await guide(flags(`currency=${String(currency)}`), terminal)).toBe(0);
    expect(written()).toEqual({
      _id: 'payment',
      pay_sp: 'yaband',
      mchid,
      key,
      currency,
      notify_url: address,
    });
    expect(terminal.text()).not.toContain('the currency of the shop');
    expect(terminal.text()).toContain('HTTP 访问服务');
  });

  test('is asked again when a value cannot be right', async () => {
    let tries = 0;
    const terminal = spoken(async () => {
      const isSerial = terminal.lines.slice(-4).some((line) => line.includes('serial_no'));
      if (!isSerial) return '';
      tries += 1;
      return tries === 1 ? 'not a serial' : 'A1'.repeat(20);
    });
    await guide(['--pay-sp', 'v3', ...flags()], terminal);
    expect(terminal.text()).toContain('serial_no must be the hexadecimal serial');
    expect(written()).toMatchObject({ serial_no: 'A1'.repeat(20) });
  });
});
