/** User data of older front ends, checked against what WeChat publishes; and what must not be believed. */
import { createCipheriv, createHash } from 'node:crypto';
import { Secret } from '../../shared/kernel/secret';
import { isRawDataSigned, openUserData, signSession } from '../../shared/wechat/open-data';

/** WeChat's demo of the decryption. */
const published = {
  appid: 'wx4f4bc4dec97d474b',
  sessionKey: new Secret('tiihtNczf5v6AKRyjwEUhQ=='),
  encrypted: {
    iv: 'r7BXXKkLb8qrSNn05n0qiA==',
    encryptedData:
      'CiyLU1Aw2KjvrjMdj8YKliAjtP4gsMZMQmRzooG2xrDcvSnxIMXFufNstNGTyaGS9uT5geRa0W4oTOb1WT7fJlAC+oNPdbB+3hVbJSRgv+4l' +
      'GOETKUQz6OYStslQ142dNCuabNPGBzlooOmB231qMM85d2/fV6ChevvXvQP8Hkue1poOFtnEtpyxVLW1zAo6/1Xx1COxFvrc2d7UL/lmHInN' +
      'lxuacJXwu0fjpXfz/YqYzBIBzD6WUfTIF9GRHpOn/Hz7saL8xz+W//FRAUid1OksQaQx4CMs8LOddcQhULW4ucetDf96JcR3g0gfRK4PC7E/' +
      'r7Z6xNrXd2UIeorGj5Ef7b1pJAYB6Y5anaHqZ9J6nKEBvB4DnNLIVWSgARns/8wR2SiRS7MNACwTyrGvt9ts8p12PKFdlqYTopNHR1Vf7XjfhQ' +
      'lVsAJdNiKdYmYVoKlaRv85IfVunYzO0IKXsyl7JCUjCpoG20f0a04COwfneQAGGwd5oa+T8yO5hzuyDb/XcxxmK01EpqOyuxINew==',
  },
};

function encryptedFor(plain: string): { iv: string; encryptedData: string } {
  const [key, iv] = [Buffer.from(published.sessionKey.reveal(), 'base64'), Buffer.alloc(16, 7)];
  const cipher = createCipheriv('aes-128-cbc', key, iv);
  const bytes = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return { iv: iv.toString('base64'), encryptedData: bytes.toString('base64') };
}

const large = JSON.stringify({ watermark: { appid: published.appid }, padding: 'x'.repeat(65_536) });

const open = (encrypted: object, appid = published.appid, key = published.sessionKey): unknown =>
  openUserData({ ...published.encrypted, ...encrypted }, key, appid);

describe('encrypted user data', () => {
  test('of WeChat’s demo comes out', () => {
    expect(open({})).toMatchObject({
      data: {
        openId: 'oGZUI0egBJY1zhBYw2KhdUfwVJJE',
        unionId: 'ocMvos6NjeKLIBqg5Mr9QjxrP1FA',
        watermark: { timestamp: 1477314187, appid: published.appid },
      },
    });
  });

  test.each(['wx4f4bc4dec97d474a', '', 'WX4F4BC4DEC97D474B'])('is not taken for app %j', (appid) => {
    expect(open({}, appid)).toEqual({ refused: 'another_app' });
  });

  test.each([
    ['no watermark', '{"phoneNumber":"1"}'],
    ['an empty watermark', '{"watermark":{}}'],
    ['a watermark of null', '{"watermark":null}'],
    ['a list of apps', `{"watermark":{"appid":["${published.appid}"]}}`],
  ])('with %s is nobody’s', (_what, plain) => {
    expect(open(encryptedFor(plain))).toEqual({ refused: 'another_app' });
    expect(open(encryptedFor(plain), '')).toEqual({ refused: 'another_app' });
  });

  test.each([
    ['under another session_key', {}, 'HyVFkGl5F5OQWJZZaNzBBg=='],
    ['under a session_key of another length', {}, 'AAAA'],
    ['under a session_key that is no base64', {}, '*'],
    ['cut off', { encryptedData: published.encrypted.encryptedData.slice(0, 64) }, undefined],
    ['that is empty', { encryptedData: '' }, undefined],
    ['that is no base64', { encryptedData: 'ä'.repeat(24) }, undefined],
    ['with a short iv', { iv: 'AAAA' }, undefined],
    ['over 64 KB', encryptedFor(large), undefined],
    ['that holds no object', encryptedFor('[1]'), undefined],
    ['that reaches into prototypes', encryptedFor('{"__proto__":{"a":1}}'), undefined],
  ])('%s cannot be decrypted', (_what, change, key) => {
    const sessionKey = key === undefined ? published.sessionKey : new Secret(key);
    expect(open(change, published.appid, sessionKey)).toEqual({ refused: 'undecryptable' });
  });
});

describe('raw data', () => {
  /** WeChat's example on the page of the signature. */
  const sessionKey = new Secret('HyVFkGl5F5OQWJZZaNzBBg==');
  const signature = '75e81ceda165f4ffa64f4068af58c64b8f54b88c';
  const rawData =
    '{"nickName":"Band","gender":1,"language":"zh_CN","city":"Guangzhou","province":"Guangdong","country":"CN",' +
    '"avatarUrl":"http://wx.qlogo.cn/mmopen/vi_32/1vZvI39NWFQ9XM4LtQpFrQJ1xlgZxx3w7bQxKARol6503Iuswjjn6nIGBiaycAjAtpujxyzYsrztuuICqIM5ibXQ/0"}';

  function signed(data: string): string {
    return createHash('sha1')
      .update(data + sessionKey.reveal())
      .digest('hex');
  }

  test('with the published signature is WeChat’s', () => {
    expect(isRawDataSigned(rawData, signature, sessionKey)).toBe(true);
  });

  test.each([
    ['changed by one character', rawData.replace('Band', 'Bond'), signature],
    ['with another signature', rawData, signature.replace('75', '57')],
    ['without a signature', rawData, ''],
    ['of more than 64 KB', large, signed(large)],
  ])('%s is not', (_what, data, claimed) => {
    expect(isRawDataSigned(data, claimed, sessionKey)).toBe(false);
  });

  test('signed under another session_key is not', () => {
    expect(isRawDataSigned(rawData, signature, published.sessionKey)).toBe(false);
  });
});

test('a session is signed by the HMAC of nothing, with the session_key as a text', () => {
  // Computed with Python's hmac.
  expect(signSession(new Secret('9hAb/NEYUlkaMBEsmFgzig=='))).toBe(
    '1f7605aea24c0785899e51bc4c483167a20ea7b0f5f36cfd398e89cb21c91e9c',
  );
});
