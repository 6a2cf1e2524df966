/** What is mutated, and by whose tests it must be noticed: money, what a fact does, what is decided, and what is believed. */

export interface Target {
  readonly name: string;
  readonly files: readonly string[];
  readonly tests: readonly string[];
}

const order = (name: string): string => `test/payments/order/${name}.test.ts`;
const codecs = (...names: readonly string[]): readonly string[] =>
  names.map((name) => `shared/codecs/${name}.ts`);
const v3 = (...names: readonly string[]): readonly string[] =>
  names.map((name) => `shared/wechat/api-v3/${name}.ts`);

export const targets: readonly Target[] = [
  { name: 'money', files: ['shared/kernel/money.ts'], tests: ['test/kernel/money.test.ts'] },
  { name: 'policy', files: ['shared/payments/order/policy.ts'], tests: [order('policy')] },
  { name: 'schedule', files: ['shared/payments/order/schedule.ts'], tests: [order('schedule')] },
  {
    name: 'refund-facts',
    files: ['shared/payments/order/refund-facts.ts'],
    tests: [order('refund-facts'), order('refund-of-payment')],
  },
  {
    name: 'transitions',
    files: ['shared/payments/order/transitions.ts'],
    tests: [order('transitions'), order('payment-facts')],
  },
  {
    name: 'signatures',
    files: codecs('rsa', 'rsa-pss', 'keyed-hash', 'sorted-params'),
    tests: [
      'test/codecs/signatures.test.ts',
      'test/codecs/keyed-hash.test.ts',
      'test/payments/psp/wechat-v2.test.ts',
      'test/payments/psp/latipay.test.ts',
      'test/wechat/open-api/secured.test.ts',
    ],
  },
  {
    name: 'ciphers',
    files: codecs('aead', 'aes-ecb', 'sealed-text', 'sealed-parts'),
    tests: ['test/codecs/aead.test.ts', 'test/codecs/sealed.test.ts'],
  },
  {
    name: 'api-v3',
    files: v3('open', 'sign', 'unseal', 'keys'),
    tests: ['test/contract/wechat-v3.test.ts', 'test/payments/psp/wechat-v3-keys.test.ts'],
  },
];
