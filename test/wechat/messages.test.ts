/** Messages to people: what is refused before anything is sent, what WeChat's codes mean, and what reaches WeChat. */
import { messagesOf, type Messages } from '../../shared/wechat/messages';
import type { CustomerMessage } from '../../shared/wechat/messages/customer-message';
import { readWechatConfig } from '../../shared/wechat/wechat-config';
import { openWechatWorld, type WechatWorld } from './open-api/wechat-world';

const MINI = 'wx0000000000000001';
const ACCOUNT = 'wx00000000000000aa';
const openid = 'oPerson_1';

function open(appid = MINI): { readonly world: WechatWorld; readonly messages: Messages } {
  const world = openWechatWorld();
  const config = readWechatConfig('wechat', {
    appid: MINI,
    secret: 'mini-secret',
    endpoint: 'https://wechat.test',
    official_account: { appid: ACCOUNT, secret: 'account-secret' },
  });
  const forApp = (): Promise<typeof config> => Promise.resolve(config);
  return { world, messages: messagesOf({ ...world.wechat, configs: { forApp, find: forApp } }, appid) };
}

/** The body of the last request, and where it went. */
const sent = ({
  asked,
  requests,
}: WechatWorld): { readonly path: string | undefined; readonly body: unknown } => ({
  path: asked.at(-1),
  body: JSON.parse(requests.at(-1)?.body ?? 'null') as unknown,
});
const tokenOwner = ({ requests }: WechatWorld): unknown =>
  (JSON.parse(requests[0]?.body ?? '{}') as { appid?: string }).appid;

const text: CustomerMessage = { touser: openid, msgtype: 'text', text: { content: 'hello' } };
const subscribe = { touser: openid, template_id: 'tpl_1', data: { thing1: 'Tulips', amount2: '€25.90' } };
const template = { touser: openid, template_id: 'tpl_2', data: { thing1: 'Tulips' } };

describe('a customer-service message', () => {
  test.each<CustomerMessage>([
    text,
    { touser: openid, msgtype: 'image', image: { media_id: 'm1' } },
    {
      touser: openid,
      msgtype: 'link',
      link: { title: 't', description: 'd', url: 'https://shop.test/', thumb_url: 'https://shop.test/p.png' },
    },
    {
      touser: openid,
      msgtype: 'miniprogrampage',
      miniprogrampage: { title: 't', pagepath: 'pages/order?no=1', thumb_media_id: 'm1' },
    },
    { touser: openid, msgtype: 'wxcard', wxcard: { card_id: 'pCard' } },
  ])('$msgtype goes as it is', async (message) => {
    const { world, messages } = open();
    expect(await messages.customer(message)).toBe('sent');
    expect(sent(world)).toEqual({ path: 'cgi-bin/message/custom/send', body: message });
  });

  test.each([
    [MINI, MINI],
    [ACCOUNT, ACCOUNT],
  ])('to somebody who wrote to %s leaves from there', async (appid, owner) => {
    const { world, messages } = open(appid);
    await messages.customer(text);
    expect(tokenOwner(world)).toBe(owner);
  });

  test('is never sent twice by itself, for the person would see it twice', async () => {
    const { world, messages } = open();
    world.answer = () => 'timeout';
    await expect(messages.customer(text)).rejects.toMatchObject({ code: 'WECHAT_UNKNOWN' });
    expect(world.asked.filter((path) => path.endsWith('custom/send'))).toHaveLength(1);
  });

  test('takes 2048 bytes of text, and no more', async () => {
    const { messages } = open();
    const long = '中'.repeat(682);
    expect(await messages.customer({ ...text, text: { content: `${long}ab` } })).toBe('sent');
    await expect(messages.customer({ ...text, text: { content: `${long}abc` } })).rejects.toMatchObject({
      message: 'text.content must be at most 2048 bytes of UTF-8',
    });
  });
});

describe('a subscribe message', () => {
  test('goes with its fields as WeChat wants them, and with its defaults', async () => {
    const { world, messages } = open();
    expect(await messages.subscribe({ ...subscribe, page: 'pages/order?no=1' })).toBe('sent');
    expect(sent(world)).toEqual({
      path: 'cgi-bin/message/subscribe/send',
      body: {
        touser: openid,
        template_id: 'tpl_1',
        page: 'pages/order?no=1',
        miniprogram_state: 'formal',
        lang: 'zh_CN',
        data: { thing1: { value: 'Tulips' }, amount2: { value: '€25.90' } },
      },
    });
  });

  test('has a long thing cut between characters', async () => {
    const { world, messages } = open();
    await messages.subscribe({ ...subscribe, data: { thing1: `${'花'.repeat(19)}🌷🌷` } });
    expect(sent(world).body).toMatchObject({ data: { thing1: { value: `${'花'.repeat(19)}🌷` } } });
  });

  test.each<readonly [string, string, string]>([
    ['number', '12.50 -3', 'x 1e5'],
    ['letter', 'abcXYZ', 'abc1'],
    ['symbol', '+++', 'a,******'],
    ['character_string', 'A-1#2', `中,${'1'.repeat(33)}`],
    ['time', '15:01 2019年10月1日15:01 2022-12-08T', 'noon'],
    ['date', '2019年10月1日 2022-12-08', '1st_of_May'],
    ['amount', '¥1234567.89 €0.01 100元', '12345678901 1e5 ¥¥1'],
    ['phone_number', '+86-0766-66888866', '123456789012345678'],
    ['car_number', '粤A8Z888挂', '粤A8Z8888挂'],
    ['name', '张三 Maximilian', '名名名名名名名名名名名'],
    ['phrase', '配送中', '配送中了吗呢'],
    ['enum', 'ANY', ''],
    ['something_new', 'anything', ''],
  ])('takes values of kind %s by their rule', async (kind, good, bad) => {
    const { world, messages } = open();
    for (const value of good
      .replace('2022-12-08T', '2022-12-08')
      .split(' ')
      .filter((one) => kind !== 'time' || one.includes(':'))) {
      expect(await messages.subscribe({ ...subscribe, data: { [`${kind}3`]: value } })).toBe('sent');
    }
    const asked = world.asked.length;
    for (const value of bad.split(/[ ,]/)) {
      await expect(messages.subscribe({ ...subscribe, data: { [`${kind}3`]: value } })).rejects.toMatchObject(
        {
          code: 'INVALID_INPUT',
          message: expect.stringContaining(`${kind}3 must`) as unknown,
        },
      );
    }
    expect(world.asked).toHaveLength(asked);
  });

  test('may have times and days with a span between them', async () => {
    const { messages } = open();
    const data = {
      time1: '2019年10月1日 15:01 ~ 2019年10月1日 16:01',
      date2: '2019-10-01~2019-10-02',
      time3: '15:01:30',
    };
    expect(await messages.subscribe({ ...subscribe, data })).toBe('sent');
  });

  test('names everything that is wrong with it at once, and nothing is sent', async () => {
    const { world, messages } = open();
    const wrong = {
      touser: '',
      template_id: 'a b',
      page: '/pages',
      data: { thing1: ' ', number2: 'x', thing3: 'a\nb' },
      extra: 1,
    };
    const error = await messages.subscribe(wrong as never).catch((one: unknown) => one);
    const { message } = error as Error;
    for (const part of [
      'touser must',
      'template_id must',
      'page must',
      'thing1 must not be empty',
      'number2 must be a number',
      'thing3 holds',
    ]) {
      expect(message).toContain(part);
    }
    expect(world.asked).toEqual([]);
  });
});

describe('a template message', () => {
  test('goes from the official account', async () => {
    const { world, messages } = open();
    const message = { ...template, miniprogram: { appid: MINI, pagepath: 'pages/order' } };
    expect(await messages.template(message)).toBe('sent');
    expect(sent(world)).toMatchObject({ path: 'cgi-bin/message/template/send', body: { touser: openid } });
    expect(tokenOwner(world)).toBe(ACCOUNT);
  });

  test('is sent again after a lost answer only where WeChat tells the second from the first', async () => {
    for (const [more, times] of [
      [{}, 1],
      [{ client_msg_id: 'order-1' }, 3],
    ] as const) {
      const { world, messages } = open();
      world.answer = () => 'timeout';
      await expect(messages.template({ ...template, ...more })).rejects.toMatchObject({
        code: 'WECHAT_UNKNOWN',
      });
      expect(world.asked.filter((path) => path.endsWith('template/send'))).toHaveLength(times);
    }
  });
});

describe('a person who', () => {
  test.each([
    ['did not agree', 43101, 'subscribe', 'not_agreed'],
    ['did not write for 48 hours', 45015, 'customer', 'window_over'],
    ['had five messages', 45047, 'customer', 'too_many'],
    ['blocked the app', 45087, 'customer', 'not_reachable'],
    ['follows no more', 43004, 'template', 'not_reachable'],
    ['WeChat holds for a risk', 40226, 'subscribe', 'not_reachable'],
  ] as const)('%s is a word, and no error', async (_what, errcode, kind, word) => {
    const { world, messages } = open();
    world.answer = () => ({ errcode });
    const send = {
      customer: () => messages.customer(text),
      subscribe: () => messages.subscribe(subscribe),
      template: () => messages.template(template),
    };
    expect(await send[kind]()).toBe(word);
  });
});

describe('an answer that is about the shop', () => {
  test.each([
    [40037, 'WECHAT_REFUSED'],
    [43107, 'WECHAT_REFUSED'],
    [45168, 'WECHAT_REFUSED'],
    [47003, 'WECHAT_REFUSED'],
    [48001, 'WECHAT_REFUSED'],
    [43108, 'WECHAT_QUOTA'],
    [45009, 'WECHAT_QUOTA'],
    [99999, 'WECHAT_UNKNOWN'],
    [-1, 'WECHAT_UNKNOWN'],
  ])('%i is %s', async (errcode, code) => {
    const { world, messages } = open();
    world.answer = () => ({ errcode, errmsg: 'argument invalid! 张三' });
    const error = await messages.subscribe(subscribe).catch((one: unknown) => one);
    expect(error).toMatchObject({ code });
    expect((error as Error).message + world.logged.join()).not.toContain('张三');
  });

  test.each([['<html>busy</html>'], ['{"errcode":0'], [{ status: 502, headers: {}, body: '' }]])(
    '%j says nothing about whether it was sent',
    async (answer) => {
      const { world, messages } = open();
      world.answer = () => answer;
      await expect(messages.customer(text)).rejects.toMatchObject({ code: 'WECHAT_UNKNOWN' });
    },
  );
});

test('no openid, text or value stands in the log', async () => {
  const { world, messages } = open();
  await messages.customer({ ...text, touser: 'oMARKER1', text: { content: 'MARKER' } });
  await messages.subscribe({ ...subscribe, touser: 'oMARKER2', data: { thing1: 'MARKER' } });
  expect(world.logged.length).toBeGreaterThan(1);
  expect(world.logged.join('\n')).not.toContain('MARKER');
});
