/** The page signature, against the example that WeChat publishes in the appendix of the JS-SDK's page. */
import { signPage } from '../../shared/wechat/js-sdk';

const page = {
  ticket: 'sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg',
  nonce: 'Wm3WZYTPz0wzccnW',
  timestamp: 1414587457,
  url: 'http://mp.weixin.qq.com?params=value',
};

test('the published page has the published signature', () => {
  expect(signPage(page)).toBe('0f9de62fce790f9a083d5c99e95740ceb90c27ed');
});

test.each([
  { ticket: `${page.ticket}x` },
  { nonce: 'Wm3WZYTPz0wzccnX' },
  { timestamp: 1414587458 },
  { url: 'http://mp.weixin.qq.com?params=other' },
])('with %j it has another', (change) => {
  expect(signPage({ ...page, ...change })).not.toBe(signPage(page));
});
