/**
 * Every call of WeChat's that cards need: a good answer as WeChat's pages print it is read, and each kind of bad answer ends in
 * a defined state. What may not be repeated is not repeated.
 */
import { answerKinds, calls } from './recorded-answers';
import { memoryDocuments, openCardWorld } from './card-world';
import { Secret } from '../../../shared/kernel/secret';
import { callWechat } from '../../../shared/wechat/open-api/call';
import type { Credential } from '../../../shared/kernel/credentials';
import { openWechat } from '../../../shared/wechat/open-api/wechat';
import type { Api } from '../../../shared/wechat/open-api/exchange-with-wechat';
import { HttpFailure } from '../../../shared/kernel/http';

const app = { appid: 'wx00000000000000ff', secret: new Secret('s'), endpoint: 'https://wechat.test' };

/** What comes of one call when WeChat answers with these bytes, and how often it was sent. */
async function outcomeOf(api: Api<unknown>, answer: () => { status: number; body: string }) {
  let sent = 0;
  const wechat = openWechat({
    http: {
      async send({ url }) {
        if (url.includes('stable_token')) {
          return { status: 200, headers: {}, body: '{"access_token":"t","expires_in":7200}' };
        }
        sent += 1;
        return { headers: {}, ...answer() };
      },
    },
    cloudApi: { call: () => Promise.reject(new Error('not here')) },
    credentials: memoryDocuments(new Map<string, Credential>(), async (work) => work()),
    configDocument: () => Promise.resolve(undefined),
    configMaxAgeMs: 1,
    exchangeLimitMs: 8000,
    clock: { now: () => 1_780_000_000_000, sleep: () => Promise.resolve() },
    random: { hex: (bytes) => '0'.repeat(bytes * 2) },
    log: () => undefined,
  });
  const outcome = await callWechat(wechat, app, api, {});
  return { outcome, sent };
}

const json = (answer: unknown) => () => ({ status: 200, body: JSON.stringify(answer) });

describe.each(calls.map((one) => [one.api.path, one] as const))('%s', (_, { api, good, read }) => {
  test('a good answer is read, without what nobody documents', async () => {
    const { outcome, sent } = await outcomeOf(api, json({ ...good, made_up: 'x' }));
    expect(outcome).toEqual({ is: 'ok', value: read });
    expect(sent).toBe(1);
  });

  test('its documented codes are a definite no', async () => {
    for (const errcode of api.codes ?? []) {
      const { outcome } = await outcomeOf(api, json({ errcode, errmsg: 'no rid: 6600aa-11' }));
      expect(outcome).toMatchObject({ is: 'refused', code: errcode, theirs: `${errcode} rid: 6600aa-11` });
    }
    expect(api.codes?.length).toBeGreaterThan(0);
  });

  test.each(answerKinds)('%s ends in a defined state', async (_name, answer, expected) => {
    const { outcome, sent } = await outcomeOf(api, answer);
    expect(outcome).toMatchObject(expected.outcome);
    expect(sent).toBe(expected.isRetried && api.isRepeatable ? 3 : 1);
  });

  test('a lost answer is asked for again only where twice is once', async () => {
    const { outcome, sent } = await outcomeOf(api, () => {
      throw new HttpFailure('timeout', 'no answer');
    });
    expect(outcome).toMatchObject({ is: 'unknown', why: 'timeout' });
    expect(sent).toBe(api.isRepeatable ? 3 : 1);
  });
});

const broken = calls.flatMap((one) => one.broken.map((answer) => [one.api.path, answer, one.api] as const));

test.each(broken)('%s: the answer %j lacks what it is for, and says nothing', async (_, answer, api) => {
  const { outcome, sent } = await outcomeOf(api, json(answer));
  expect(outcome).toMatchObject({ is: 'unknown', why: 'unreadable' });
  expect(sent).toBe(1);
});

test('what adds, takes away or makes something new is never repeated by itself', () => {
  const unrepeatable = calls.filter(({ api }) => !api.isRepeatable).map(({ api }) => api.path);
  expect(unrepeatable.sort()).toEqual([
    'card/code/consume',
    'card/create',
    'card/modifystock',
    'card/paygiftcard/add',
    'card/paygiftcard/delete',
    'card/qrcode/create',
    'card/submerchant/submit',
    'card/submerchant/update',
    'card/update',
    'cgi-bin/media/uploadimg',
  ]);
});

describe('through the door', () => {
  const card = { card_id: 'pMember00001' };
  const code = { code: '198374613512', ...card };

  test.each([
    ['getcard', 'card/get', card],
    ['listcards', 'card/batchget', {}],
    ['deletecard', 'card/delete', card],
    ['updatecard', 'card/update', { ...card, member_card: { prerogative: 'x' } }],
    ['paycell', 'card/paycell/set', { ...card, is_open: true }],
    ['selfconsumecell', 'card/selfconsumecell/set', { ...card, is_open: true }],
    ['code', 'card/code/get', code],
    ['unavailable', 'card/code/unavailable', code],
    ['decrypt', 'card/code/decrypt', { encrypt_code: 'QUJD' }],
    ['modifystock', 'card/modifystock', { ...card, increase_stock_value: 1 }],
    ['submerchant', 'card/submerchant/get', { do: 'get', merchant_id: 1 }],
    ['paygiftcard', 'card/paygiftcard/getbyid', { do: 'get', rule_id: 1 }],
  ] as const)('%s answers a code for whatever WeChat does', async (action, path, input) => {
    for (const [fault, expected] of faults) {
      const world = openCardWorld();
      world.server.put(card.card_id);
      world.server.take(card.card_id, code.code);
      world.server.fail(path, ...Array.from({ length: 4 }, () => fault));
      const { errcode, errmsg } = await world.ask(action, input);
      expect([fault, errcode]).toEqual([fault, expected]);
      expect(errmsg).toMatch(/^[A-Z_]+: /);
    }
  });

  const faults = [
    ['before', 3102],
    ['html', 3102],
    ['status 500', 3102],
    ['unreachable', 3103],
    [-1, 3102],
    [99_999, 3102],
    [48001, 3101],
    [45009, 3104],
    [40164, 3101],
  ] as const;
});
