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
  return { field, problem, why: WHY, fix: 'See docs/wechat.md for what stands there.' };
}

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
