/** WeChat's knocking: what is verified, in which mode, what is refused before anything is touched, and what the answer looks like. */
import { account, miniProgram, openPushWorld, START, type PushWorld } from './push-world';
import { openedReply, pushed, sha1, urlCheck, written, type HttpPush, type Settings } from './pusher';

const now = START / 1000;
const text = {
  ToUserName: 'gh_97417a04a28d',
  FromUserName: 'oPerson1',
  CreateTime: now,
  MsgType: 'text',
  MsgId: '24681012141618202',
  Content: 'hello',
};
const modes = ['plain', 'compatible', 'secure'] as const;
const formats = ['xml', 'json'] as const;
const all = modes.flatMap((mode) => formats.map((format) => ({ mode, format })));

const worldOf = (change: Partial<Settings>): { world: PushWorld; settings: Settings } => {
  const settings = { ...miniProgram, ...change };
  return { world: openPushWorld(settings), settings };
};

/** Nothing but the configuration was read, and nothing stored. */
const expectUntouched = (world: PushWorld, reads = 0): void => {
  expect(world.calls.filter((call) => call.startsWith('config'))).toHaveLength(reads);
  expect(world.calls).toHaveLength(reads);
  expect(world.stored.size).toBe(0);
  expect(world.handled).toEqual([]);
};

describe('a push', () => {
  test.each(all)('in mode $mode and as $format is taken, applied and answered', async (change) => {
    const { world, settings } = worldOf(change);
    expect(await world.push(settings, text)).toMatchObject({ statusCode: 200, body: 'success' });
    expect(world.handled).toHaveLength(1);
    expect(world.handled[0]).toMatchObject({
      by: 'merchant',
      message: {
        appid: settings.appid,
        fromUser: 'oPerson1',
        msgType: 'text',
        msgId: text.MsgId,
        createTime: now,
      },
    });
  });

  test.each([
    ['/notify/wechat/', ''],
    ['/wechat/', ''],
    ['/wechat/', '/'],
  ])('is taken at %s<appid>%s', async (before, behind) => {
    const world = openPushWorld();
    const path = `${before}${miniProgram.appid}${behind}`;
    expect(await world.push(miniProgram, text, { path })).toMatchObject({ statusCode: 200 });
  });

  test('is taken out of base64', async () => {
    const world = openPushWorld();
    const event = pushed(miniProgram, text, { timestamp: now });
    const body = Buffer.from(event.body).toString('base64');
    expect(await world.send({ ...event, body, isBase64Encoded: true })).toMatchObject({ statusCode: 200 });
  });

  test('of the official account is verified with the account’s own token and key', async () => {
    const world = openPushWorld();
    const event = { ...text, MsgType: 'event', Event: 'CLICK', EventKey: 'menu', MsgId: undefined };
    expect(await world.push(account, event)).toMatchObject({ statusCode: 200 });
    expect(world.handled[0]?.message.appid).toBe(account.appid);
  });

  test('of an app of a shared environment is verified by the document of that app', async () => {
    const world = openPushWorld();
    const other = { ...miniProgram, appid: 'wx00000000000000bb', token: 'other' };
    world.config = {
      ...world.config,
      [`wechat_${other.appid}`]: {
        appid: other.appid,
        push: { token: 'other', encoding_aes_key: other.aesKey, mode: 'secure' },
      },
    };
    expect(await world.push(other, text)).toMatchObject({ statusCode: 200 });
  });

  test('is acknowledged in clear also where messages are encrypted', async () => {
    const world = openPushWorld();
    expect((await world.push(miniProgram, text)).body).toBe('success');
  });
});

describe('the check of an address', () => {
  test.each(modes)('is answered with its own words in mode %s, however old', async (mode) => {
    const { world, settings } = worldOf({ mode });
    const { statusCode, body, headers } = await world.send(urlCheck(settings, 1714036504));
    expect([statusCode, body]).toEqual([200, '4375120948345356249']);
    expect(headers['content-type']).toMatch(/^text\/plain/);
    expect(world.stored.size).toBe(0);
  });

  test.each([
    [
      'a wrong token',
      (event: HttpPush) => ({
        ...event,
        queryStringParameters: { ...event.queryStringParameters, signature: 'f'.repeat(40) },
      }),
      401,
      1,
    ],
    [
      'another timestamp',
      (event: HttpPush) => ({
        ...event,
        queryStringParameters: { ...event.queryStringParameters, timestamp: '1714036505' },
      }),
      401,
      1,
    ],
    ['no signature', (event: HttpPush) => ({ ...event, queryStringParameters: { echostr: '1' } }), 401, 0],
    ['no query', (event: HttpPush) => ({ ...event, queryStringParameters: {} }), 401, 0],
    [
      'nothing to answer',
      (event: HttpPush) => ({
        ...event,
        queryStringParameters: { ...event.queryStringParameters, echostr: '' },
      }),
      400,
      0,
    ],
    [
      'line breaks to answer',
      (event: HttpPush) => ({
        ...event,
        queryStringParameters: { ...event.queryStringParameters, echostr: 'a\r\nb' },
      }),
      400,
      0,
    ],
    [
      'the address of another app',
      (event: HttpPush) => ({ ...event, path: `/notify/wechat/${account.appid}` }),
      401,
      1,
    ],
  ] as const)('with %s is refused', async (_what, change, statusCode, reads) => {
    const world = openPushWorld();
    const result = await world.send(change(urlCheck(miniProgram, now)));
    expect(result.statusCode).toBe(statusCode);
    expect(result.body).not.toContain('4375120948345356249');
    expectUntouched(world, reads);
  });
});

/** A push with another query or body. */
const changed =
  (query: Readonly<Record<string, string | undefined>>, change: Partial<HttpPush> = {}) =>
  (event: HttpPush): HttpPush => {
    const entries = Object.entries({ ...event.queryStringParameters, ...query });
    const texts = entries.filter((entry): entry is [string, string] => entry[1] !== undefined);
    return { ...event, ...change, queryStringParameters: Object.fromEntries(texts) };
  };

describe('refused before the database is touched is', () => {
  test.each<readonly [string, (event: HttpPush) => HttpPush, number]>([
    ['a body over 64 KB', changed({}, { body: `{"a":"${'x'.repeat(65_536)}"}` }), 413],
    [
      'a body over 64 KB in base64',
      changed({}, { body: Buffer.alloc(65_537).toString('base64'), isBase64Encoded: true }),
      413,
    ],
    ['no body', changed({}, { body: '' }), 400],
    ['a body that is neither XML nor JSON', changed({}, { body: 'hello' }), 400],
    [
      'XML with an entity',
      changed({}, { body: '<!DOCTYPE xml [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><a>&e;</a></xml>' }),
      400,
    ],
    ['a cipher text that is none', changed({}, { body: '{"Encrypt":"AAAA"}' }), 400],
    ['a cipher text that is no text', changed({}, { body: '{"Encrypt":["AAAA"]}' }), 400],
    ['encryption without a cipher text', changed({}, { body: '{"a":1}' }), 400],
    ['no signature over the cipher text', changed({ msg_signature: undefined }), 401],
    ['a signature of the wrong form', changed({ msg_signature: 'x'.repeat(40) }), 401],
    ['no timestamp', changed({ timestamp: undefined }), 401],
    ['a timestamp that is none', changed({ timestamp: '1e9' }), 401],
    ['no nonce', changed({ nonce: undefined }), 401],
    ['a nonce of thousands of characters', changed({ nonce: '1'.repeat(5000) }), 401],
    ['another method', changed({}, { httpMethod: 'PUT' }), 405],
    ['a path without an app', changed({}, { path: '/notify/wechat' }), 404],
    ['a path to no app', changed({}, { path: '/notify/wechat/payment' }), 404],
    ['a path that goes on', changed({}, { path: `/notify/wechat/${miniProgram.appid}/x` }), 404],
  ])('%s', async (_what, change, statusCode) => {
    const world = openPushWorld();
    expect(await world.send(change(pushed(miniProgram, text, { timestamp: now })))).toMatchObject({
      statusCode,
    });
    expectUntouched(world);
    expect(world.logged.length).toBeLessThanOrEqual(1);
  });

  test('in clear, what has no signature', async () => {
    const { world, settings } = worldOf({ mode: 'plain' });
    const event = changed({ signature: undefined })(pushed(settings, text, { timestamp: now }));
    expect(await world.send(event)).toMatchObject({ statusCode: 401 });
    expectUntouched(world);
  });
});

describe('refused after one look at the configuration, with one line in the log and nothing stored, is', () => {
  const secure = miniProgram;
  const forged = (settings: Partial<Settings>, message = text): HttpPush =>
    pushed({ ...secure, ...settings }, message, { timestamp: now, path: `/wechat/${secure.appid}` });
  const good = forged({});
  const clearPart = (fields: object): HttpPush =>
    changed(
      {},
      {
        body: JSON.stringify({ ...fields, Encrypt: (JSON.parse(good.body) as { Encrypt: string }).Encrypt }),
      },
    )(good);

  test.each<readonly [string, HttpPush]>([
    ['the token of a forger', forged({ token: 'forged' })],
    ['a push in clear, signed well, to an app whose messages are encrypted', forged({ mode: 'plain' })],
    [
      'the signature of the query instead of that of the message',
      changed({ msg_signature: good.queryStringParameters.signature })(good),
    ],
    [
      'a message that was changed after it was signed',
      changed({}, { body: good.body.replace(/"Encrypt":"./, '"Encrypt":"A') })(good),
    ],
    ['another timestamp', changed({ timestamp: String(now + 1) })(good)],
    ['another nonce', changed({ nonce: '1' })(good)],
    ['a message for another app under this app’s key', forged({ appid: account.appid })],
    ['a message that was encrypted with another key', forged({ aesKey: 'B'.repeat(43) })],
    [
      'a push to the official account at the address of the mini-program',
      { ...pushed(account, text, { timestamp: now }), path: good.path },
    ],
    ['a push at the address of the official account', { ...good, path: `/wechat/${account.appid}` }],
  ])('%s', async (_what, event) => {
    const world = openPushWorld();
    expect(await world.send(event)).toMatchObject({ statusCode: 401 });
    expectUntouched(world, 1);
    expect(world.logged).toHaveLength(1);
    expect(world.logged[0]).toContain('push_refused');
  });

  test('an encrypted push to an app whose configuration says plain', async () => {
    const world = openPushWorld({ ...miniProgram, mode: 'plain' });
    expect(await world.push(miniProgram, text)).toMatchObject({ statusCode: 401, body: 'mode' });
    expect(await world.push({ ...miniProgram, mode: 'compatible' }, text)).toMatchObject({ statusCode: 401 });
    expect(world.stored.size).toBe(0);
  });

  test('a push for an app that nobody configured', async () => {
    const world = openPushWorld();
    const stranger = { ...miniProgram, appid: 'wxffffffffffffffff' };
    expect(await world.push(stranger, text)).toMatchObject({ statusCode: 401 });
    world.config = {};
    expect(await world.push(stranger, text)).toMatchObject({ statusCode: 401 });
    expect(world.stored.size).toBe(0);
  });

  test.each(['XML', 'JSON'])('a message that is no message inside, as %s', async (format) => {
    const settings = { ...miniProgram, format: format === 'XML' ? 'xml' : 'json' } as const;
    const world = openPushWorld(settings);
    expect(await world.push(settings, { ToUserName: 'gh_1' })).toMatchObject({ statusCode: 400 });
    expectUntouched(world, 1);
  });

  test('nothing of what stands in clear beside the cipher text is believed', async () => {
    const world = openPushWorld({ ...miniProgram, mode: 'compatible' });
    const lie = {
      ...text,
      FromUserName: 'oSomebodyElse',
      MsgType: 'event',
      Event: 'face_identify',
      out_seq_no: 'theirs',
    };
    expect(await world.send(clearPart(lie))).toMatchObject({ statusCode: 200 });
    expect(world.handled).toMatchObject([
      { by: 'merchant', message: { fromUser: 'oPerson1', msgType: 'text' } },
    ]);
  });
});

describe('a configuration that is wrong', () => {
  test.each([
    [{ token: 'AAAAA', mode: 'secure' }, 'encoding_aes_key is missing'],
    [{ token: 'AAAAA', encoding_aes_key: 'A'.repeat(42), mode: 'secure' }, '43'],
    [{ token: 'AAAAA', encoding_aes_key: `${'A'.repeat(42)}!`, mode: 'secure' }, 'letters and digits'],
    [{ token: 'AAAAA', mode: 'sometimes' }, 'mode'],
    ['AAAAA', 'must be an object'],
  ])('%j makes WeChat come again, and the log says what to correct', async (push, says) => {
    const world = openPushWorld();
    world.config = { wechat: { appid: miniProgram.appid, push } };
    expect(await world.push(miniProgram, text)).toMatchObject({ statusCode: 500 });
    expect(world.logged.join('\n')).toContain(says);
    expect(world.logged.join('\n')).not.toContain('A'.repeat(42));
    expect(world.stored.size).toBe(0);
  });
});

describe('an answer', () => {
  test.each(all)(
    'to a person is a text in the format that came, encrypted where messages are ($mode, $format)',
    async (change) => {
      const { world, settings } = worldOf(change);
      world.handlers = { merchant: async () => 'we open at 9 <&>]]>' };
      const { statusCode, headers, body } = await world.push(settings, text);
      expect(statusCode).toBe(200);
      expect(headers['content-type']).toContain(change.format === 'xml' ? 'xml' : 'json');
      const clear = change.mode === 'plain' ? body : openedReply(settings, body);
      if (change.mode !== 'plain') expect(body).not.toContain('we open');
      const said = change.format === 'json' ? (JSON.parse(clear) as Record<string, unknown>) : undefined;
      if (said) {
        expect(said).toEqual({
          ToUserName: 'oPerson1',
          FromUserName: text.ToUserName,
          CreateTime: now,
          MsgType: 'text',
          Content: 'we open at 9 <&>]]>',
        });
      } else {
        expect(clear).toBe(
          '<xml><ToUserName><![CDATA[oPerson1]]></ToUserName>' +
            `<FromUserName><![CDATA[${text.ToUserName}]]></FromUserName><CreateTime>${now}</CreateTime>` +
            '<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[we open at 9 <&>]]]]><![CDATA[>]]></Content></xml>',
        );
      }
    },
  );

  test('of another kind is addressed to the person too', async () => {
    const { world, settings } = worldOf({ mode: 'plain', format: 'json' });
    world.handlers = { merchant: async () => ({ MsgType: 'transfer_customer_service' }) };
    const { body } = await world.push(settings, text);
    expect(JSON.parse(body)).toMatchObject({ ToUserName: 'oPerson1', MsgType: 'transfer_customer_service' });
  });

  test('without a kind goes as it is', async () => {
    const { world, settings } = worldOf({ mode: 'secure', format: 'json' });
    world.handlers = { merchant: async () => ({ demo_resp: 'good luck' }) };
    const { body } = await world.push(settings, { ...text, MsgType: 'event', Event: 'debug_demo' });
    expect(openedReply(settings, body)).toBe('{"demo_resp":"good luck"}');
  });

  test('of no words is success', async () => {
    const world = openPushWorld();
    world.handlers = { merchant: async () => '' };
    expect((await world.push(miniProgram, text)).body).toBe('success');
  });

  test('too long for WeChat is cut between characters', async () => {
    const { world, settings } = worldOf({ mode: 'plain', format: 'json' });
    world.handlers = { merchant: async () => '中'.repeat(1000) };
    const { Content } = JSON.parse((await world.push(settings, text)).body) as { Content: string };
    expect(Content).toBe('中'.repeat(682));
  });

  test.each(formats)('to an event of virtual payments says in %s that it was handled', async (format) => {
    const { world, settings } = worldOf({ format });
    const event = {
      ...text,
      MsgId: undefined,
      MsgType: 'event',
      Event: 'xpay_goods_deliver_notify',
      OutTradeNo: 'N1',
    };
    const deliveries = [await world.push(settings, event), await world.push(settings, event)];
    for (const { body } of deliveries) {
      expect(openedReply(settings, body)).toBe(written({ ErrCode: 0, ErrMsg: 'success' }, format));
    }
    expect(world.handled).toHaveLength(1);
  });

  test('has random parts that no other answer has', async () => {
    const world = openPushWorld();
    world.handlers = { merchant: async () => 'hello' };
    const [one, other] = [
      await world.push(miniProgram, { ...text, MsgId: '1' }),
      await world.push(miniProgram, { ...text, MsgId: '2' }),
    ];
    expect(one.body).not.toBe(other.body);
  });
});

test('what people write and who they are stands in no log and, in clear, in no document', async () => {
  const settings = { ...miniProgram, mode: 'plain', token: 'token-MARKER' } as const;
  const world = openPushWorld(settings);
  world.handlers = {
    merchant: async () => {
      throw new Error('broke on MARKER-content of oMARKER');
    },
  };
  const marked = { ...text, FromUserName: 'oMARKER', Content: 'MARKER-content' };
  await world.push(settings, marked);
  await world.push(settings, { ...marked, MsgId: undefined, MsgType: 'event', Event: 'MARKER event' });
  expect(world.stored.size).toBe(4);
  expect(world.logged).toHaveLength(4);
  expect(world.logged.join('\n') + JSON.stringify([...world.stored.values()])).not.toContain('MARKER');
});

test('a signature is compared whatever the case of its digits', async () => {
  const world = openPushWorld();
  const event = pushed(miniProgram, text, { timestamp: now });
  const { Encrypt } = JSON.parse(event.body) as { Encrypt: string };
  const { timestamp = '', nonce = '' } = event.queryStringParameters;
  const signature = sha1(miniProgram.token, timestamp, nonce, Encrypt).toUpperCase();
  expect(await world.send(changed({ msg_signature: signature })(event))).toMatchObject({ statusCode: 200 });
});
