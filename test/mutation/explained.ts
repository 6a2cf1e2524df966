/** Mutants that no test can notice, because they do the same, and why. */

export interface Explained {
  readonly file: string;
  /** The line that the change begins on, without the spaces around it. */
  readonly on: string;
  /** The text that was changed, written in one line, and what it was changed to. */
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

export const explained: readonly Explained[] = [
  {
    file: 'shared/kernel/money.ts',
    on: "return money(Number(`${match[1] ?? ''}${fraction.slice(0, digits)}`), currency);",
    from: "''",
    to: '"Stryker was here!"',
    why: 'stands for a group that the pattern always fills; only the type allows it to be missing',
  },
  {
    file: 'shared/payments/order/policy.ts',
    on: "outcome.is === 'refused' && whys.includes(outcome.why);",
    from: "outcome.is === 'refused'",
    to: 'true',
    why: 'no other outcome has one of these words for its reason; the comparison tells the types apart',
  },
  {
    file: 'shared/wechat/open-api/secured-exchange.ts',
    on: "const timestamp = headers['wechatmp-timestamp'] ?? '';",
    from: "''",
    to: '"Stryker was here!"',
    why: 'stands for a header that is missing, and no text without digits is a time',
  },
  {
    file: 'shared/wechat/open-api/secured-exchange.ts',
    on: "const part = (name: string): string => textAt(parts, name) ?? '';",
    from: "''",
    to: '"Stryker was here!"',
    why: 'stands for a part that is missing: neither text is a nonce or a tag by its length, and of no data comes no JSON',
  },
  {
    file: 'shared/wechat/open-api/secured-exchange.ts',
    on: "const clear = readJsonObject(openParts(sealed, call.security.aesKey, about(call, timestamp)) ?? '');",
    from: "''",
    to: '"Stryker was here!"',
    why: 'stands for what does not open, and neither text is JSON',
  },
  {
    file: 'shared/wechat/message-push/open-push.ts',
    on: "const { signature = '', echostr = '' } = query;",
    from: "''",
    to: '"Stryker was here!"',
    why: 'stands for a parameter that is missing; neither text has its form',
  },
  {
    file: 'shared/wechat/message-push/open-push.ts',
    on: "signature = '',",
    from: "''",
    to: '"Stryker was here!"',
    why: 'stands for a parameter that is missing; neither text has its form',
  },
  {
    file: 'shared/wechat/message-push/open-push.ts',
    on: "function signedIn({ timestamp = '', nonce = '' }: HttpEvent['query']): Signed | undefined {",
    from: "''",
    to: '"Stryker was here!"',
    why: 'stands for a parameter that is missing; neither text has its form',
  },
  {
    file: 'shared/wechat/message-push/open-push.ts',
    on: "return readPushBody(text) ?? { refused: 'malformed' };",
    from: "{ refused: 'malformed' }",
    to: '{}',
    why: 'a message without fields has no kind, and is refused as malformed in the next step',
  },
  {
    file: 'shared/wechat/api-v3/keys.ts',
    on: 'if (error instanceof PemError) return [];',
    from: 'error instanceof PemError',
    to: 'true',
    why: 'the reader throws nothing else; anything else would be a mistake of ours, and must be heard',
  },
  {
    file: 'shared/wechat/api-v3/unseal.ts',
    on: 'return plain === undefined ? undefined : readJsonObject(plain);',
    from: 'plain === undefined',
    to: 'false',
    why: 'no text is no JSON either; the comparison is for the type',
  },
  {
    file: 'shared/payments/psp/wechat-v2-answers.ts',
    on: "const sign = message.sign ?? '';",
    from: "''",
    to: '"Stryker was here!"',
    why: 'stands for a signature that is missing; neither text is one, by its length',
  },
  {
    file: 'shared/payments/psp/latipay-messages.ts',
    on: "const signature = textAt(message, 'signature') ?? '';",
    from: "''",
    to: '"Stryker was here!"',
    why: 'stands for a signature that is missing; neither text is one, by its length',
  },
  {
    file: 'shared/payments/psp/latipay-messages.ts',
    on: "const [whole = '', cents = ''] = String(amount).split('.');",
    from: "''",
    to: '"Stryker was here!"',
    why: 'a number has a whole part; only the type allows it to be missing',
  },
  {
    file: 'shared/payments/psp/wechat-v2-answers.ts',
    on: "const type = sign.length === 64 ? 'HMAC-SHA256' : 'MD5';",
    from: "'HMAC-SHA256'",
    to: '""',
    why: 'every word but MD5 means HMAC-SHA256 to the hash; the type allows no other word',
  },
  {
    file: 'shared/payments/psp/supay.ts',
    on: "const isOurs = equalInConstantTime(signature(form, account.config.key), form.sign ?? '');",
    from: "''",
    to: '"Stryker was here!"',
    why: 'stands for a signature that is missing; neither text is one, by its length',
  },
  {
    file: 'shared/payments/psp/twopaynow.ts',
    on: "if (!equalInConstantTime(signMd5KeyAppended(signed, config.key), query.sign ?? ''))",
    from: "''",
    to: '"Stryker was here!"',
    why: 'stands for a signature that is missing; neither text is one, by its length',
  },
  {
    file: 'shared/payments/psp/snappay-account.ts',
    on: 'return config.public_key !== undefined && verifyRsaSha256(signedText, signature, config.public_key);',
    from: 'config.public_key !== undefined',
    to: 'true',
    why: 'without a key nothing verifies: the check throws inside, and that counts as a signature that does not fit',
  },
];
