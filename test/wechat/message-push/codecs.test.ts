/** Signatures, encryption and bodies of pushes, by WeChat's published vectors and by every way to get them wrong. */
import { createCipheriv } from 'node:crypto';
import { Secret } from '../../../shared/kernel/secret';
import {
  decryptMessage,
  encryptMessage,
  isCipherText,
} from '../../../shared/wechat/message-push/message-crypt';
import { readPushBody } from '../../../shared/wechat/message-push/push-body';
import { pushMessage } from '../../../shared/wechat/message-push/push-message';
import { sealedReply } from '../../../shared/wechat/message-push/push-reply';
import { isSignedBy, pushSignature } from '../../../shared/wechat/message-push/push-signature';
import { encrypted } from './pusher';

/** WeChat documentation, mini-program, "message push", read 2026-11. */
const token = new Secret('AAAAA');
const key = { appid: 'wxba5fad812f8e6fb9', encodingAesKey: new Secret('A'.repeat(43)) };
const signed = { timestamp: '1714112445', nonce: '415670741' };
const cipherText =
  '+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04=';
const message =
  '{"ToUserName":"gh_97417a04a28d","FromUserName":"o9AgO5Kd5ggOC-bXrbNODIiE3bGY","CreateTime":1714112445,"MsgType":"event","Event":"debug_demo","debug_str":"hello world"}';
const MSG_SIGNATURE = '046e02f8204d34f8ba5fa3b1db94908f3df2e9b3';
const SIGNATURE = '6c5c811b55cc85e0e1b54100749188c20beb3f5d';

describe('the signature of a push', () => {
  test.each([
    ['the check of an address', '1714036504', '1514711492', 'f464b24fc39322e44b38aa78f5edd27bd1441696'],
    ['a push in clear', '1714037059', '486452656', '899cf89e464efb63f54ddac96b0a0a235f53aa78'],
    ['the query of an encrypted push', signed.timestamp, signed.nonce, SIGNATURE],
  ])('of %s is the published one', (_what, timestamp, nonce, expected) => {
    expect(pushSignature(token, { timestamp, nonce })).toBe(expected);
    expect(isSignedBy(token, expected, { timestamp, nonce })).toBe(true);
    expect(isSignedBy(new Secret('AAAAB'), expected, { timestamp, nonce })).toBe(false);
  });

  test('of an encrypted push covers the cipher text', () => {
    expect(pushSignature(token, signed, cipherText)).toBe(MSG_SIGNATURE);
    expect(isSignedBy(token, MSG_SIGNATURE, signed, cipherText)).toBe(true);
    expect(isSignedBy(token, MSG_SIGNATURE, signed, `A${cipherText.slice(1)}`)).toBe(false);
    expect(isSignedBy(token, SIGNATURE, signed, cipherText)).toBe(false);
    expect(isSignedBy(token, MSG_SIGNATURE, signed)).toBe(false);
  });

  test.each(['', 'x', MSG_SIGNATURE.slice(1), `${MSG_SIGNATURE}0`])('%j is none', (signature) => {
    expect(isSignedBy(token, signature, signed, cipherText)).toBe(false);
  });
});

describe('an encrypted message', () => {
  test('is the published one, padded to 32 bytes', () => {
    expect(decryptMessage(cipherText, key)).toBe(message);
    expect(encryptMessage(message, key, Buffer.from('a8eedb185eb2fecf'))).toBe(cipherText);
  });

  test('has a whole block of padding where it ends with a block', () => {
    const padded =
      'uMMzGtqcnpOzXOYBwDQNrTKqq1gfFL9ZipCOy/gYhNsj0EbDiLgmyIpctOWh4+FF28LepmxqkFHWq0/W1HpwVThBvOfqfojRqfSqOCcrXV+fVpED4mak/KZt2gsUJ7hv';
    expect(decryptMessage(padded, key)).toBe('x'.repeat(26));
    expect(encryptMessage('x'.repeat(26), key, Buffer.from('0123456789abcdef'))).toBe(padded);
  });

  test('in answer is the published one, with its envelope', () => {
    const answer = encryptMessage('{"demo_resp":"good luck"}', key, Buffer.from('707722b803182950'));
    expect(answer).toBe(
      'ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ==',
    );
    const envelope = { now: 1713424427, nonce: '415670741' };
    const expected = {
      Encrypt: answer,
      MsgSignature: '1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1',
      TimeStamp: 1713424427,
      Nonce: '415670741',
    };
    expect(JSON.parse(sealedReply(answer, token, { ...envelope, format: 'json' }))).toEqual(expected);
    expect(sealedReply(answer, token, { ...envelope, format: 'xml' })).toBe(
      `<xml><Encrypt><![CDATA[${answer}]]></Encrypt>` +
        '<MsgSignature><![CDATA[1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1]]></MsgSignature>' +
        '<TimeStamp>1713424427</TimeStamp><Nonce><![CDATA[415670741]]></Nonce></xml>',
    );
  });

  test('of every length is read back', () => {
    for (let length = 0; length < 70; length += 1) {
      const text = '中'.repeat(length);
      expect(decryptMessage(encryptMessage(text, key, Buffer.alloc(16, 7)), key)).toBe(text);
      expect(decryptMessage(encrypted(text, { appid: key.appid, aesKey: 'A'.repeat(43) }), key)).toBe(text);
    }
  });

  test('under a key whose last two bits are set is read all the same', () => {
    // The last character of 43 carries two bits that belong to no byte.
    const [clean, odd] = [
      'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
      'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFH',
    ];
    const text = encryptMessage('hello', { ...key, encodingAesKey: new Secret(clean) }, Buffer.alloc(16));
    expect(decryptMessage(text, { ...key, encodingAesKey: new Secret(odd) })).toBe('hello');
  });

  test('for another app, under another key, or of which a character was changed, is none', () => {
    expect(decryptMessage(cipherText, { ...key, appid: 'wxba5fad812f8e6fb8' })).toBeUndefined();
    expect(decryptMessage(cipherText, { ...key, appid: '' })).toBeUndefined();
    expect(
      decryptMessage(cipherText, { ...key, encodingAesKey: new Secret('B'.repeat(43)) }),
    ).toBeUndefined();
    expect(decryptMessage(`${cipherText.slice(0, -2)}A=`, key)).toBeUndefined();
  });

  /** Blocks that were encrypted as they are, under the key of zeros. */
  const sealedBlocks = (plain: Buffer): string => {
    const cipher = createCipheriv('aes-256-cbc', Buffer.alloc(32), Buffer.alloc(16)).setAutoPadding(false);
    return Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64');
  };
  const head = (length: number): Buffer => {
    const bytes = Buffer.alloc(20);
    bytes.writeUInt32BE(length, 16);
    return bytes;
  };
  const padded = (bytes: Buffer, pad: number, value = pad): Buffer =>
    Buffer.concat([bytes, Buffer.alloc(pad, value)]);

  test.each([
    ['a length beyond its end', padded(Buffer.concat([head(999), Buffer.from(key.appid)]), 26)],
    ['the largest length there is', padded(Buffer.concat([head(0xffffffff), Buffer.from(key.appid)]), 26)],
    ['no room for a length', padded(Buffer.alloc(10), 22)],
    ['padding of nothing', Buffer.concat([head(0), Buffer.alloc(12)])],
    [
      'padding that counts more than there is',
      padded(Buffer.concat([head(0), Buffer.from(key.appid)]), 26, 33),
    ],
    ['padding of more than a block', padded(Buffer.concat([head(0), Buffer.from(key.appid)]), 58)],
    [
      'padding that is not all the same',
      Buffer.concat([head(0), Buffer.from(key.appid), Buffer.alloc(25, 1), Buffer.from([26])]),
    ],
    ['nothing but padding', Buffer.alloc(32, 32)],
  ])('with %s is none', (_what, plain) => {
    expect(plain.length % 32).toBe(0);
    expect(decryptMessage(sealedBlocks(plain), key)).toBeUndefined();
  });

  test('for no app is none, not even where no app is asked for', () => {
    expect(decryptMessage(sealedBlocks(padded(head(0), 12)), { ...key, appid: '' })).toBeUndefined();
  });

  test('under a key that is too short is none', () => {
    const short = { ...key, encodingAesKey: new Secret('A'.repeat(42)) };
    expect(decryptMessage(cipherText, short)).toBeUndefined();
  });

  test('keeps the mark of its byte order', () => {
    const marked = `\ufeff${message}`;
    expect(decryptMessage(encryptMessage(marked, key, Buffer.alloc(16)), key)).toBe(marked);
  });

  test('with bytes that are no UTF-8 is none', () => {
    const plain = Buffer.concat([head(2), Buffer.from([0xff, 0xfe]), Buffer.from(key.appid)]);
    expect(decryptMessage(sealedBlocks(padded(plain, 64 - plain.length)), key)).toBeUndefined();
  });

  test.each([
    '',
    'AAAA',
    '####',
    cipherText.slice(4),
    cipherText.slice(0, -1),
    `${cipherText}\n`,
    `${cipherText}AAAA`,
    `#${'A'.repeat(42)}=`,
    `${'A'.repeat(42)}#=`,
    `${'A'.repeat(40)}=AA=`,
    '='.repeat(44),
  ])('%j is not even a cipher text', (text) => {
    expect(isCipherText(text)).toBe(false);
    expect(decryptMessage(text, key)).toBeUndefined();
  });
});

describe('the body of a push', () => {
  const MSG_ID = '24681012141618202';

  test.each([
    [
      'JSON',
      `{"MsgType":"event","MsgId":${MSG_ID},"is":true,"none":null,"list":[{"id":9007199254740993}],"text":"\\"1\\" 2"}`,
    ],
    [
      'XML',
      `<xml><MsgType>event</MsgType><MsgId>${MSG_ID}</MsgId><is>true</is><list><id>9007199254740993</id></list><text>"1" 2</text></xml>`,
    ],
  ])('in %s keeps the digits of its numbers, and everything is text', (format, body) => {
    const read = readPushBody(body);
    const list = { id: '9007199254740993' };
    expect(read).toEqual({
      format: format.toLowerCase(),
      fields: {
        MsgType: 'event',
        MsgId: MSG_ID,
        is: 'true',
        list: format === 'JSON' ? [list] : list,
        text: '"1" 2',
      },
    });
  });

  test.each([
    ['negative numbers and fractions', '{"a":-1.50,"b":1e21}', { a: '-1.50', b: '1e21' }],
    ['numbers in texts', '{"a":"1,2:3"}', { a: '1,2:3' }],
    ['backslashes before quotes', '{"a":"\\\\","b":1}', { a: '\\', b: '1' }],
    ['a mark of its byte order', '\ufeff{"a":1}', { a: '1' }],
  ])('with %s is read as it stands', (_what, body, fields) => {
    expect(readPushBody(body)?.fields).toEqual(fields);
  });

  test.each([
    '',
    'null',
    '[]',
    '"text"',
    '{',
    '{"a":1',
    '{"a":01}',
    '{"__proto__":{"a":1}}',
    '{"a":{"constructor":1}}',
    `{"a":${'['.repeat(20)}${']'.repeat(20)}}`,
    '<html></html>',
    '<xml><a>&e;</a></xml>',
    '<!DOCTYPE xml [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><a>&e;</a></xml>',
  ])('%j is none', (body) => {
    expect(readPushBody(body)).toBeUndefined();
  });
});

describe('a message', () => {
  test('gives the texts of its fields, also inside others, and nothing for what is empty or no text', () => {
    const fields = {
      Event: 'xpay_goods_deliver_notify',
      CreateTime: '12',
      empty: '',
      WeChatPayInfo: { TransactionId: '42' },
    };
    const { event, createTime, msgType, msgId, field } = pushMessage('wx1', fields);
    expect([event, createTime, msgType, msgId]).toEqual([
      'xpay_goods_deliver_notify',
      12,
      'event',
      undefined,
    ]);
    expect(field('WeChatPayInfo', 'TransactionId')).toBe('42');
    expect(field('WeChatPayInfo')).toBeUndefined();
    expect(field('empty')).toBeUndefined();
    expect(field('toString')).toBeUndefined();
    expect(field('CreateTime', 'length')).toBeUndefined();
  });
});
