/** What is mutated, and by whose tests it must be noticed: money, what a fact does, what is decided, and what is believed. */

export interface Target {
  readonly name: string;
  readonly files: readonly string[];
  /** Of each file only the lines from the first that begins so, up to and without the next that begins so. */
  readonly part?: { readonly from: string; readonly to: string };
  readonly tests: readonly string[];
}

const order = (...names: readonly string[]): readonly string[] =>
  names.map((name) => `shared/payments/order/${name}.ts`);
const orderTests = (...names: readonly string[]): readonly string[] =>
  names.map((name) => `test/payments/order/${name}.test.ts`);
const codecs = (...names: readonly string[]): readonly string[] =>
  names.map((name) => `shared/codecs/${name}.ts`);
const psp = (...names: readonly string[]): readonly string[] =>
  names.map((name) => `shared/payments/psp/${name}.ts`);
const pspTests = (...names: readonly string[]): readonly string[] =>
  names.map((name) => `test/payments/psp/${name}.test.ts`);
const v3 = (...names: readonly string[]): readonly string[] =>
  names.map((name) => `shared/wechat/api-v3/${name}.ts`);
const push = (...names: readonly string[]): readonly string[] =>
  names.map((name) => `shared/wechat/message-push/${name}.ts`);

const money: readonly Target[] = [
  { name: 'money', files: ['shared/kernel/money.ts'], tests: ['test/kernel/money.test.ts'] },
  { name: 'amounts', files: psp('amounts', 'answers'), tests: pspTests('amounts', 'answers') },
];

const orders: readonly Target[] = [
  { name: 'policy', files: order('policy'), tests: orderTests('policy') },
  { name: 'schedule', files: order('schedule'), tests: orderTests('schedule') },
  {
    name: 'refund-facts',
    files: order('refund-facts'),
    tests: orderTests('refund-facts', 'refund-of-payment'),
  },
  {
    name: 'transitions',
    files: order('transitions'),
    tests: orderTests('transitions', 'payment-facts', 'said-again'),
  },
  { name: 'journal', files: order('journal', 'replay'), tests: orderTests('journal', 'replay') },
  {
    name: 'aside',
    files: order('aside', 'applied'),
    tests: orderTests('aside', 'decided-facts', 'said-again'),
  },
  { name: 'order', files: order('order', 'attempt-number'), tests: orderTests('order', 'order-changes') },
  {
    name: 'writes',
    files: ['shared/kernel/versioned.ts'],
    tests: ['test/kernel/versioned.test.ts'],
  },
];

/** The connectors that take notices: how each looks at one and verifies it. */
const listening = [
  'yaband',
  'supay',
  'twopaynow',
  'latipay',
  'qfpay',
  'vr',
  'wechat-v2',
  'wechat-v3',
  'cloudpay',
  'nihaopay',
  'airwallex',
  'pockyt',
  'royalpay',
  'snappay',
];

const beliefs: readonly Target[] = [
  {
    name: 'signatures',
    files: codecs('rsa', 'rsa-pss', 'keyed-hash', 'sorted-params'),
    tests: [
      'test/codecs/signatures.test.ts',
      'test/codecs/refused-signatures.test.ts',
      'test/codecs/keyed-hash.test.ts',
      ...pspTests('wechat-v2', 'latipay', 'royalpay', 'qfpay'),
      'test/wechat/open-api/secured.test.ts',
    ],
  },
  {
    name: 'ciphers',
    files: codecs('aead', 'aes-ecb', 'sealed-text', 'sealed-parts'),
    tests: ['aead', 'sealed', 'other-lengths'].map((name) => `test/codecs/${name}.test.ts`),
  },
  {
    name: 'api-v3',
    files: v3('open', 'sign', 'unseal', 'keys'),
    tests: ['authenticity', 'signed-request', 'unseal', 'downloaded-keys'].map(
      (name) => `test/wechat/api-v3/${name}.test.ts`,
    ),
  },
  {
    name: 'notices',
    files: psp(...listening),
    part: { from: '    glance(', to: '    read(' },
    tests: pspTests('seen-notices', 'wechat-seen-notices', 'seen-form-notices', 'seen-json-notices'),
  },
  {
    name: 'signed-forms',
    files: psp('yaband-notice', 'forms', 'nihaopay-notice'),
    tests: pspTests('yaband-notice', 'forms', 'seen-form-notices'),
  },
  {
    name: 'answers',
    files: psp('wechat-v2-answers', 'latipay-messages'),
    tests: pspTests('wechat-v2-answers', 'latipay-messages'),
  },
  {
    name: 'snappay-signature',
    files: psp('snappay-account'),
    part: { from: 'function sign(', to: '/** What is asked' },
    tests: pspTests('snappay-messages', 'snappay'),
  },
  {
    name: 'royalpay-signature',
    files: psp('royalpay-account'),
    part: { from: 'export const signature =', to: '/** A call' },
    tests: pspTests('royalpay-messages'),
  },
  {
    name: 'pushes',
    files: push('push-signature', 'message-crypt', 'open-push'),
    tests: ['test/wechat/message-push/codecs.test.ts', 'test/wechat/message-push/opened.test.ts'],
  },
  {
    name: 'server-api',
    files: ['shared/wechat/open-api/secured-exchange.ts'],
    tests: ['test/wechat/open-api/secured.test.ts'],
  },
];

export const targets: readonly Target[] = [...money, ...orders, ...beliefs];
