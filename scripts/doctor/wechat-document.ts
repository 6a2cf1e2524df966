/** The doctor of document `wechat`: what its own reader says of each part that stands there, and names near those it knows. */
import { PayError } from '../../shared/kernel/errors';
import { isObject } from '../../shared/kernel/json';
import { once, type Finding } from '../../shared/payments/doctor/finding';
import { meant, shownName } from '../../shared/payments/doctor/names';
import { inTheirWords, says, type Said } from '../../shared/payments/doctor/said';
import { readWechatConfig } from '../../shared/wechat/wechat-config';
import type { StoredDocument } from '../environment/documents';

const WHY = says('why_wechat');

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
  return once(found);
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

function findingOf(sentence: string): Finding {
  const [, field = 'wechat', problem = sentence] =
    /^([\w.]+):? ([^]+)$/.exec(sentence.replace(/^([\w.]+): (\w+) /, '$1.$2 ')) ?? [];
  const said = inTheirWords(problem);
  return { field, problem: says('wechat_field', { said }), why: WHY, fix: fixOf(field) };
}

/** Where each value is found. */
const FOUND: readonly (readonly [RegExp, Said])[] = [
  [/official_account\.(appid|secret)$/, says('fix_wechat_official')],
  [/(^|\.)(appid|secret)$/, says('fix_wechat_app')],
  [/token$|encoding_aes_key$|mode$|^push/, says('fix_wechat_push')],
  [/oauth_hosts/, says('fix_wechat_hosts')],
  [/^face|purposes|max_attempts/, says('fix_wechat_face', { example: '{"purposes": ["…"]}' })],
  [/^member|earn|card_id/, says('fix_wechat_member', { example: '{"per": 100, "points": 1}' })],
  [/^messages/, says('fix_wechat_messages')],
];

const fixOf = (field: string): Said =>
  FOUND.find(([form]) => form.test(field))?.[1] ?? says('fix_wechat_other', { field });

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
              problem: says('wechat_misspelt', { near }),
              why: WHY,
              fix: says('fix_rename', { near }),
            },
          ];
    });
}
