/** Mistakes in what is sent to people and to WeChat: messages, menus, and calls that are signed and encrypted beside TLS. */
import type { Mistake } from './mistake';

const messages = { folder: 'shared/wechat/messages', tests: 'test/wechat/messages.test.ts' } as const;
const menus = { file: 'shared/wechat/menus.ts', tests: 'test/wechat/menus.test.ts' } as const;
const secured = {
  file: 'shared/wechat/open-api/secured-exchange.ts',
  tests: 'test/wechat/open-api/secured.test.ts',
} as const;

export const messageMistakes: readonly Mistake[] = [
  {
    what: 'a person who did not agree breaks the hook',
    file: `${messages.folder}/subscribe-message.ts`,
    find: "const codes: SendingCodes = { 43101: 'not_agreed' };",
    put: 'const codes: SendingCodes = {};',
    tests: messages.tests,
  },
  {
    what: 'a message whose answer was lost counts as sent',
    file: `${messages.folder}/sending.ts`,
    find: "if (outcome.is === 'ok') return 'sent';",
    put: "if (outcome.is === 'ok' || outcome.is === 'unknown') return 'sent';",
    tests: messages.tests,
  },
  {
    what: 'a customer-service message is sent again after a lost answer',
    file: `${messages.folder}/customer-message.ts`,
    find: 'isRepeatable: false,',
    put: 'isRepeatable: true,',
    tests: messages.tests,
  },
  {
    what: 'a template message is sent again although WeChat cannot tell it from the first',
    file: `${messages.folder}/template-message.ts`,
    find: 'isRepeatable: body.client_msg_id !== undefined',
    put: 'isRepeatable: true',
    tests: messages.tests,
  },
  {
    what: 'texts are counted in characters where WeChat counts bytes',
    file: 'shared/kernel/text.ts',
    find: "return unit === 'bytes' ? Buffer.byteLength(text, 'utf8') : Array.from(text).length;",
    put: 'return Array.from(text).length;',
    tests: messages.tests,
  },
  {
    what: 'an empty value makes WeChat refuse the whole message',
    file: `${messages.folder}/template-fields.ts`,
    find: "if (value.trim() === '') return 'must not be empty';",
    put: '',
    tests: messages.tests,
  },
  {
    what: 'a long thing is refused by WeChat instead of cut',
    file: `${messages.folder}/template-fields.ts`,
    find: "kind === 'thing' ? fit(String(raw), THING) : String(raw)",
    put: 'String(raw)',
    tests: messages.tests,
  },
  {
    what: 'somebody who wrote to the official account is answered from the mini-program',
    file: 'shared/wechat/messages.ts',
    find: 'appid === config.appids.miniProgram',
    put: 'appid !== undefined',
    tests: messages.tests,
  },
  {
    what: 'a lost answer makes a second menu for some',
    file: menus.file,
    find: "addConditional: api('addconditional', {\n    isRepeatable: false,",
    put: "addConditional: api('addconditional', {\n    isRepeatable: true,",
    tests: menus.tests,
  },
  {
    what: 'an account without a menu is an error',
    file: menus.file,
    find: "if (outcome.is === 'refused' && outcome.code === NO_MENU) return undefined;",
    put: '',
    tests: menus.tests,
  },
  {
    what: 'an answer whose signature does not fit is believed',
    file: secured.file,
    find: "if (!verifyRsaPss([address, appid, timestamp, body].join('\\n'), signature, security.platform.key))",
    put: "if (signature === '')",
    tests: secured.tests,
  },
  {
    what: 'an answer in clear is believed where calls are secured',
    file: secured.file,
    find: "return { is: 'unknown', why: 'unverified', theirs };",
    put: 'return readAnswer(api, reply);',
    tests: secured.tests,
  },
  {
    what: 'an old answer is believed',
    file: secured.file,
    find: ' || Math.abs(now - Number(timestamp)) > MOST_AGE_S',
    put: '',
    tests: secured.tests,
  },
  {
    what: 'what an answer says of itself inside is not looked at',
    file: secured.file,
    find: 'if (clear?._appid !== call.appid || String(clear._timestamp) !== timestamp) return undefined;',
    put: 'if (!clear) return undefined;',
    tests: secured.tests,
  },
  {
    what: 'a certificate that is over still vouches for answers',
    file: secured.file,
    find: 'now * 1000 > (security.platform.notAfter ?? Infinity)',
    put: 'now < 0',
    tests: secured.tests,
  },
  {
    what: 'encryption is bound to nothing',
    file: secured.file,
    find: "[address, appid, timestamp, security.aesSn].join('|');",
    put: "[address, appid, timestamp, security.aesSn].slice(4).join('|');",
    tests: secured.tests,
  },
  {
    what: 'the number of our key is signed although the guide does not say so',
    file: secured.file,
    find: "security.serial === 'signed' ? [security.sn] : [];",
    put: "security.serial === 'header' ? [] : [security.sn];",
    tests: secured.tests,
  },
  {
    what: 'the access token is encrypted with the body, and the address lacks it',
    file: secured.file,
    find: '{ ...input.query, ...input.body }',
    put: '{ access_token: token, ...input.body }',
    tests: secured.tests,
  },
];
