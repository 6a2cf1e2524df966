// Everything that the doctor says is said in every language, with nothing left out and nothing put in.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { connectors } from '../../scripts/connectors';
import { checkup } from '../../scripts/doctor/checkup';
import { languageOfTheShell } from '../../scripts/doctor/language';
import { checkupLines, printedFindings } from '../../scripts/doctor/printed';
import { languages } from '../../shared/kernel/languages';
import { inTheirWords, says, speaker, type Code } from '../../shared/payments/doctor/said';
import { speakIn } from '../../shared/payments/doctor/speak-in';
import { en } from '../../shared/payments/doctor/words/en';
import { zhCn } from '../../shared/payments/doctor/words/zh-cn';
import { zhTw } from '../../shared/payments/doctor/words/zh-tw';
import { UNKNOWN_WORDS } from '../../shared/payments/flows/exchange-with-psp';
import { rightOf, type Document } from './configurations';
import { theirSentences } from './their-sentences';

const NOW = Date.UTC(2026, 10, 27);
const holes = (said: string): readonly string[] => (said.match(/\{\w+\}/g) ?? []).sort();
const chinese = [
  ['简体中文', zhCn],
  ['繁體中文', zhTw],
] as const;

describe.each(chinese)('the doctor in %s', (_, words) => {
  test('says each sentence with the same values as in English', () => {
    for (const [code, english] of Object.entries(en)) {
      const said = words.own[code as Code];
      expect([code, holes(said)]).toEqual([code, holes(english)]);
      expect([code, said.trim()]).not.toEqual([code, '']);
    }
    for (const [english, said] of Object.entries(words.theirs))
      expect([english, holes(said)]).toEqual([english, holes(english)]);
  });

  const speak = speaker(words);
  const abouts = connectors.flatMap(({ fields }) => Object.values(fields).map(({ about }) => about));
  const repeated = [...theirSentences, ...Object.values(UNKNOWN_WORDS), ...new Set(abouts)];
  test('repeats what the functions’ own checks say', () => {
    expect(repeated.filter((english) => speak(inTheirWords(english)) === english)).toEqual([]);
  });

  test('repeats what one of them says within what another says', () => {
    const own =
      'holds your own merchant certificate (it belongs to your private_key): WeChat Pay’s platform certificate is wanted';
    expect(speak(inTheirWords(own))).not.toMatch(/belongs|holds/);
  });

  test('leaves alone what nobody has translated, as a PSP’s own words', () => {
    expect(speak(inTheirWords('SIGN_ERROR: no such key'))).toBe('SIGN_ERROR: no such key');
  });
});

test('what the functions say is read from their code', () => {
  expect(theirSentences).toContain('must be exactly … bytes long, it has …');
  expect(theirSentences.length).toBeGreaterThan(70);
});

test('traditional Chinese is written in traditional signs, and simplified in simplified ones', () => {
  const signs = (texts: Readonly<Record<string, string>>): string => Object.values(texts).join('');
  const simplified = /[这们对请单页订际话读说还时应经关务发为个过种买卖现样间账额币选择证书钥签]/;
  const traditional = /[這們對請單頁訂際話讀說還時應經關務發為個過種買賣現樣間帳額幣選擇證書鑰簽]/;
  expect(signs(zhTw.own) + signs(zhTw.theirs)).not.toMatch(simplified);
  expect(signs(zhCn.own) + signs(zhCn.theirs)).not.toMatch(traditional);
});

test('every sentence is said by something', () => {
  const root = resolve(__dirname, '../..');
  const code = ['shared/payments/doctor', 'scripts/doctor']
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(root, folder, name)))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  expect(Object.keys(en).filter((one) => !code.includes(`'${one}'`))).toEqual([]);
});

test('a value is shown as it stands, also where it looks like a hole or like a sentence', async () => {
  const speak = await speakIn('zh-CN');
  expect(speak(says('pay_sp_unknown', { name: '{near} is missing' }))).toContain('“{near} is missing”');
});

/** What a merchant may well write. */
const wrong: readonly Document[] = [
  {
    ...rightOf('v3'),
    private_key: 'apiclient_key.pem',
    apiv3_key: 'short',
    notify_url: 'http://shop.example.com',
  },
  { ...rightOf('v3'), appid: '1900012345', mchid: 'wx0123456789abcdef', public_key_id: undefined },
  {
    ...rightOf('yaband'),
    key: '',
    currency: 'RMB',
    operators: ['me@example.com'],
    routes: { alipay: 'supay' },
  },
  {
    ...rightOf('vr'),
    platform: 'opp',
    webhook_secret: 'x'.repeat(64),
    order_minutes: '5',
    alarm_url: 'http://hooks.example.com',
  },
  { pay_sp: 'v4', providers: { v2: { mchid: 7 } } },
];

test.each(wrong)('in each language the same is found, in other words: %#', async (document) => {
  const { findings } = checkup({ documents: [{ _id: 'payment', ...document }], isRemote: true }, NOW);
  const [english = [], ...others] = await Promise.all(
    languages.map(async (one) => printedFindings(findings, await speakIn(one))),
  );
  for (const other of others) {
    expect(other.map(({ field, code }) => [field, code])).toEqual(
      english.map(({ field, code }) => [field, code]),
    );
    for (const { problem, why, fix } of other)
      for (const said of [problem, why, fix]) expect(said).toMatch(/[\u4e00-\u9fff]/);
  }
});

test('the command’s own lines are in the language too', async () => {
  const found = checkup({ documents: [{ _id: 'payment', pay_sp: 'v4' }], isRemote: true }, NOW);
  const lines = [...checkupLines(found, [], await speakIn('zh-CN'))];
  expect(lines.at(-1)).toBe('1 个问题');
  for (const line of lines.filter((one) => one !== '')) expect(line).toMatch(/[\u4e00-\u9fff]/);
});

test.each([
  [{ LANG: 'zh_CN.UTF-8' }, 'zh-CN'],
  [{ LANG: 'zh_TW.UTF-8' }, 'zh-TW'],
  [{ LANG: 'zh_HK' }, 'zh-TW'],
  [{ LANG: 'zh-Hant' }, 'zh-TW'],
  [{ LANG: 'C', LC_MESSAGES: 'zh_CN.UTF-8' }, 'zh-CN'],
  [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, 'en'],
  [{ LANG: 'nl_NL.UTF-8' }, 'en'],
  [{}, 'en'],
])('a shell that says %j reads %s', (shell, language) => {
  expect(languageOfTheShell(shell)).toBe(language);
});
