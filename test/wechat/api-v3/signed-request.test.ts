/** Requests to WeChat Pay v3, by the published signatures and those that were made with the published key. */
import { readPrivateKey } from '../../../shared/codecs/keys';
import { signedRequest } from '../../../shared/wechat/api-v3/sign';
import { merchantKeyPem, requestVectors } from '../../fixtures/vectors';

const { mchid, serial_no: serialNo, timestamp, nonce } = requestVectors;
const signer = { mchid, serialNo, privateKey: readPrivateKey(merchantKeyPem) };
const env = { now: timestamp * 1000 + 999, nonce, keys: [] };

const always = { accept: 'application/json', 'user-agent': 'CrossPay/0.1' };

test.each(requestVectors.requests)(
  'a request is sent with its signature: $name, $method $url',
  ({ method, url, body, signature }) => {
    const request = { method, url: `https://api.mch.weixin.qq.com${url}`, body };
    const authorization = `WECHATPAY2-SHA256-RSA2048 mchid="${mchid}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${serialNo}"`;
    const typed = body === '' ? {} : { 'content-type': 'application/json' };
    expect(signedRequest(request, signer, env)).toStrictEqual({
      ...request,
      headers: { authorization, ...always, ...typed },
    });
  },
);

test('a request says which key is to sign the answer, where one is named', () => {
  const request = { method: 'GET', url: 'https://api.mch.weixin.qq.com/v3/certificates', body: '' } as const;
  const { headers } = signedRequest(request, signer, env, 'PUB_KEY_ID_1');
  expect(headers).toStrictEqual({
    authorization: headers.authorization,
    ...always,
    'wechatpay-serial': 'PUB_KEY_ID_1',
  });
});
