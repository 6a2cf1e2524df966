/** The doctor of document `wechat`: what its own reader says of each part that stands there, and names near those it knows. */
import { PayError } from '../../shared/kernel/errors';
import { isObject } from '../../shared/kernel/json';
import type { Finding } from '../../shared/payments/doctor/finding';
import { meant, shownName } from '../../shared/payments/doctor/names';
import { readWechatConfig } from '../../shared/wechat/wechat-config';
import type { StoredDocument } from '../environment/documents';

const WHY = 'Sign-in, phone numbers, cards or messages that need it answer an error in its place.';

const KNOWN =
  'appid secret endpoint push official_account face member keep_phone shipping messages api_security'.split(
    ' ',
  );

export function wechatFindings(id: string, document: StoredDocument): readonly Finding[] {
  const config = readWechatConfig(id, document);
  const official = document.official_account;
  const pushed = [document.appid, isObject(official) ? official.appid : undefined];
  const reads: readonly (() => unknown)[] = [
    () => config.need('miniProgram'),
    ...(official === undefined ? [] : [() => config.need('officialAccount')]),
    ...(document.face === undefined ? [] : [() => config.need('face')]),
    ...(document.member === undefined ? [] : [() => config.need('member')]),
    ...pushed.filter((one) => typeof one === 'string').map((app) => () => config.push(app)),
    () => config.shipping(),
    () => config.messages(),
  ];
  const found = [...misspelt(document), ...reads.flatMap((read) => problemsOf(read))];
  return [...new Map(found.map((one) => [`${one.field} ${one.problem}`, one])).values()];
}

function problemsOf(read: () => unknown): readonly Finding[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof PayError)) throw error;
    const said = error.message
      .replace(/^configuration "[^"]*": /, '')
      .replace(/\. See docs\/wechat\.md$/, '');
    return said.split(/; (?=[a-z_]+(?:[.:]| (?:is|must|has|holds|needs)))/).map(findingOf);
  }
}

function findingOf(said: string): Finding {
  const [, field = 'wechat', problem = said] =
    /^([\w.]+):? ([^]+)$/.exec(said.replace(/^([\w.]+): (\w+) /, '$1.$2 ')) ?? [];
  return { field, problem, why: WHY, fix: fixOf(field) };
}

/** Where each value is found. */
const FOUND: readonly (readonly [RegExp, string])[] = [
  [
    /official_account\.(appid|secret)$/,
    'Give it as mp.weixin.qq.com shows it for the official account, under Development → Basic Configuration.',
  ],
  [
    /(^|\.)(appid|secret)$/,
    'Give it as mp.weixin.qq.com shows it for the mini-program, under Development → Development Settings.',
  ],
  [
    /token$|encoding_aes_key$|mode$|^push/,
    'Give the three as they were entered at WeChat for the message push: token, EncodingAESKey (43 characters), mode.',
  ],
  [/oauth_hosts/, 'Give a list of host names without https://, as ["shop.example.com"].'],
  [
    /^face|purposes|max_attempts/,
    'Give {"purposes": ["…"]}, the words that a face may be verified for; version and max_attempts may be missing.',
  ],
  [
    /^member|earn|card_id/,
    'Give the card_id that createcard answered, and earn as {"per": 100, "points": 1}; docs/members.md has an example.',
  ],
  [
    /^messages/,
    'Give template_id and fields of a template that you chose at mp.weixin.qq.com, under Subscribe Messages.',
  ],
];

const fixOf = (field: string): string =>
  FOUND.find(([form]) => form.test(field))?.[1] ??
  `Change ${field} as the sentence says, or take it away if it is not wanted.`;

function misspelt(document: StoredDocument): readonly Finding[] {
  const absent = KNOWN.filter((name) => document[name] === undefined);
  return Object.keys(document)
    .filter((name) => name !== '_id' && !KNOWN.includes(name))
    .flatMap((name) => {
      const near = meant(name, absent);
      return near === undefined
        ? []
        : [
            {
              field: shownName(name),
              problem: `is no field; ${near} is probably meant`,
              why: WHY,
              fix: `Rename it to ${near}.`,
            },
          ];
    });
}
